import assert from 'node:assert/strict'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ReasonCode } from '../../../src/verdict/index.ts'
import { changedByte, makeSdist, makeWheel, type Distribution, type Site } from '../../world/index/index.ts'
import type { World } from '../../world/sigstore/index.ts'
import { provenanceOf, served, story, type GuardedResult, type Scene } from '../harness/index.ts'
import { mustHold, mustRefuse, mustSucceed, type ChannelCase } from './channel-case.ts'
import { alphaSpec } from './goods.ts'

/** Every attack is made twice: with bytes that somebody changed, and then with the honest ones. */
export type Turn = 'changed' | 'honest'

/** A distribution, and what somebody made of it on the way. */
export type Twins = Readonly<Record<Turn, Distribution>>

export const alphaTwins: Twins = { honest: makeWheel(alphaSpec), changed: changedByte(alphaSpec) }

const sigmaSpec = { project: 'sigma', version: '1.0' }
export const sigmaTwins: Twins = {
  honest: makeSdist(sigmaSpec),
  changed: makeSdist({ ...sigmaSpec, requiresPython: '>=3' }),
}

/** An index with one of the twins, and in both turns the evidence of the honest one. */
export function siteOf(twins: Twins, project: string, more: { readonly sha256?: 'none' } = {}) {
  return (world: World, turn: Turn): Site => ({
    api: '1.4',
    projects: [
      {
        name: project,
        files: [served(twins[turn], { ...more, provenance: provenanceOf(world, twins.honest) })],
      },
    ],
  })
}

export const alphaSite = siteOf(alphaTwins, 'alpha')

/** The same without PEP 658 metadata: pip has to fetch the file itself to know what it needs. */
export function bareAlphaSite(world: World, turn: Turn): Site {
  const site = alphaSite(world, turn)
  const projects = site.projects.map(({ name, files }) => ({
    name,
    files: files.map(({ filename, bytes, provenance }) => ({
      filename,
      bytes,
      provenance: provenance ?? null,
    })),
  }))
  return { ...site, projects }
}

/** One road, what is tried on it, and what must come of it. */
export interface Attack {
  readonly name: string
  readonly unsupported?: ChannelCase['unsupported']
  /** Any of these codes refuses what was changed. */
  readonly codes: readonly ReasonCode[]
  /** What the index serves; `alpha` unless it is said. */
  readonly site?: (world: World, turn: Turn, scene: Scene) => Site
  readonly scene?: Omit<ReturnType<ChannelCase['scene']>, 'site'>
  /** The very same command in both turns. */
  readonly attempt: (scene: Scene, turn: Turn, world: World) => Promise<GuardedResult>
  /** What the honest turn leaves; `alpha-1.0` in the environment unless it is said. */
  readonly proves?: (scene: Scene, result: GuardedResult) => Promise<void>
}

/** The row of an attack: refused with its code, nothing installed, nothing run; then the honest twin goes through. */
export function attack(it: Attack): ChannelCase {
  const {
    name,
    unsupported,
    codes,
    site = alphaSite,
    scene = {},
    attempt,
    proves = installs('alpha-1.0'),
  } = it
  return {
    name,
    ...(unsupported && { unsupported }),
    scene: () => ({ site: {}, ...scene }),
    run: async (opened, world) => {
      opened.index.replace(site(world, 'changed', opened))
      const refused = await attempt(opened, 'changed', world)
      await mustRefuse(opened, refused, ...codes)
      assert.deepEqual(await opened.home.ran(), [], story(refused))
      // The newest pips keep pages for as long as the index says: the one with the other digest has to be forgotten.
      for (const cache of [opened.home.paths.pipCache, join(opened.home.root, 'home/.cache')]) {
        await rm(cache, { recursive: true, force: true })
      }
      opened.index.replace(site(world, 'honest', opened))
      const passed = await attempt(opened, 'honest', world)
      mustSucceed(passed)
      await proves(opened, passed)
    },
  }
}

export function installs(...names: readonly string[]): NonNullable<Attack['proves']> {
  return async (scene) => await mustHold(scene, ...names)
}

/** A file exists below the folder that pip runs in. */
export function leaves(...path: readonly string[]): NonNullable<Attack['proves']> {
  return async ({ home }, result) => {
    assert.ok(existsSync(join(home.work, ...path)), `${path.join('/')} expected\n${story(result)}`)
  }
}

/** Where a twin is laid down. */
export interface Place {
  /** Below the user's home; `links` unless it is said. */
  readonly folder?: string
  /** The twin's own name unless it is said. */
  readonly filename?: string
}

/** Lays a twin into a folder of the user's, with the honest one's evidence beside it; gives its path. */
export async function lay(
  { home }: Scene,
  world: World,
  bytes: Uint8Array,
  honest: Distribution,
  { folder = 'links', filename = honest.filename }: Place = {},
): Promise<string> {
  const links = join(home.root, folder)
  await mkdir(links, { recursive: true })
  const path = join(links, filename)
  await writeFile(path, bytes)
  await writeFile(`${path}.provenance`, provenanceOf(world, honest, { filename }))
  return path
}

/** Makes the honest wheel's evidence known for any place: what a URL names has none beside it. */
export async function makeKnown({ home }: Scene, world: World): Promise<void> {
  const folder = join(home.root, 'evidence')
  if (existsSync(folder)) return
  await mkdir(folder)
  const { honest } = alphaTwins
  await writeFile(join(folder, `${honest.filename}.provenance`), provenanceOf(world, honest))
  const added = await home.trustctl(['evidence', 'add', folder])
  assert.equal(added.code, 0, added.stderr)
}

/** The wheel of a turn, laid down; gives its path. */
export async function layAlpha(it: Scene, turn: Turn, world: World, place: Place = {}): Promise<string> {
  return await lay(it, world, alphaTwins[turn].bytes, alphaTwins.honest, place)
}
