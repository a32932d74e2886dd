import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  inheritedEnvironment,
  mustRun,
  runCommand,
  startScene,
  trustWorld,
  until,
  type CommandOptions,
  type Pair,
  type Scene,
} from '../../test/e2e/harness/index.ts'
import { createSigstoreWorld } from '../../test/world/sigstore/index.ts'
import { digests, meddle, siteOf } from './goods.ts'
import type { Line, Stock } from './line.ts'
import { snapshot, type Snapshot } from './snapshot.ts'

/** What one run of a line left. */
export interface Run {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  readonly files: Snapshot
}

/** One pip on one Python with an index: lines run in it one after the other, each in a fresh environment at the same place. */
export interface Room {
  readonly pair: Pair
  readonly pipVersion: string
  /** Texts that stand for a place, longest first, and what a page calls it. */
  readonly places: readonly (readonly [string, string])[]
  readonly run: (line: Line, viaShim: boolean) => Promise<Run>
  readonly close: () => Promise<void>
}

const POLICY = `apiVersion: trustctl/v1
kind: Policy
metadata: { name: nothing-refused, version: 1 }
extends: [preset:permissive]
`
const SYSTEM_PATH = '/usr/local/bin:/usr/bin:/bin'
/** The slowest lines wait for a page that never comes. */
const LINE_LIMIT_MS = 240_000

interface Places {
  readonly venv: string
  readonly home: string
  readonly work: string
  readonly cache: string
  readonly tmp: string
}

function placesOf({ home: { root, work, ...home }, venv }: Scene): Places {
  return {
    venv: venv.folder,
    home: home.env(venv)['HOME'] ?? root,
    work,
    cache: join(root, 'cache'),
    tmp: join(root, 'tmp'),
  }
}

/** Keeps the environments that each run gets a copy of: with every module of pip compiled, so that runs start alike. */
async function keepTemplates(scene: Scene): Promise<Readonly<Record<Stock, string>>> {
  const options = { env: inheritedEnvironment(), cwd: scene.home.root }
  const keep = async (name: Stock): Promise<string> => {
    const target = join(scene.home.root, `kept-${name}`)
    await mustRun('cp', ['-a', scene.venv.folder, target], options)
    return target
  }
  await mustRun(
    scene.venv.python,
    ['-m', 'compileall', '-q', join(scene.venv.sitePackages, 'pip')],
    options,
  ).catch(() => '')
  const nothing = await keep('nothing')
  const stock = await scene.barePip(['install', '--no-cache-dir', 'alpha', 'beta', 'epsilon==1.0'])
  if (stock.code !== 0) throw new Error(`the environment could not be stocked\n${stock.stderr}`)
  return { nothing, stocked: await keep('stocked') }
}

async function refresh(places: Places, template: string): Promise<void> {
  const folders = Object.values(places) as readonly string[]
  await Promise.all(folders.map(async (folder) => await rm(folder, { recursive: true, force: true })))
  await mustRun('cp', ['-al', template, places.venv], { env: inheritedEnvironment(), cwd: '/' })
  await Promise.all([places.home, places.work, places.tmp].map(async (folder) => await mkdir(folder)))
}

function fileAt(name: string, { home, venv, work }: Places): string {
  if (name.startsWith('~/')) return join(home, name.slice(2))
  return name.startsWith('@/') ? join(venv, name.slice(2)) : join(work, name)
}

/** Fills in what lines name in braces. */
function filler({ index, caFile }: Scene, places: Places): (text: string) => string {
  const names: Readonly<Record<string, string>> = {
    index: index.indexUrl,
    files: `${index.base}/files`,
    base: index.base,
    ca: caFile,
    ...places,
  }
  return (text) =>
    text
      .replaceAll(/\{sha:([^}]+)\}/g, (whole, file: string) => digests.get(file) ?? whole)
      .replaceAll(/\{(\w+)\}/g, (whole, name: string) => names[name] ?? whole)
}

function environmentOf(
  { env: own = {} }: Line,
  { home, venv, indexEnv }: Scene,
  places: Places,
  viaShim: boolean,
): readonly (readonly [string, string])[] {
  const variables: Readonly<Record<string, string | null>> = {
    ...home.env(venv),
    ...indexEnv,
    PIP_NO_INPUT: null,
    PIP_CACHE_DIR: places.cache,
    TMPDIR: places.tmp,
    PATH: [...(viaShim ? [home.installation.shims] : []), venv.bin, SYSTEM_PATH].join(':'),
    ...own,
  }
  return Object.entries(variables).flatMap(([name, value]) =>
    value === null ? [] : [[name, value] as const],
  )
}

/** Sends the line's signal when the index was asked for the line's path. */
function signalling({ signal }: Line, { index }: Scene): Pick<CommandOptions, 'onStart'> {
  if (signal === undefined) return {}
  const asked = (): boolean => index.requests().some(({ path }) => path.startsWith(signal.at))
  return {
    onStart: (child) => void until(asked, `a request for ${signal.at}`).then(() => child.kill(signal.name)),
  }
}

function placeNames({ home, index }: Scene, places: Places): Room['places'] {
  return [
    ...Object.entries(places).map(([name, path]) => [path, name.toUpperCase()] as const),
    [home.root, 'ROOT'],
    [index.base.replace(/^https:\/\//, ''), 'INDEX'],
    [`port=${new URL(index.base).port}`, 'port=PORT'],
  ]
}

/** Starts the room's index and the product's parts. The caller closes it. */
export async function openRoom(pair: Pair): Promise<Room> {
  const world = await createSigstoreWorld()
  const scene = await startScene(pair, { site: siteOf(world), meddle })
  await trustWorld(scene.home, world)
  await scene.home.writePolicy(POLICY)
  const templates = await keepTemplates(scene)
  const places = placesOf(scene)
  const filled = filler(scene, places)

  const run: Room['run'] = async (line, viaShim) => {
    await refresh(places, templates[line.stock ?? 'nothing'])
    for (const [name, text] of Object.entries(line.files ?? {})) {
      const path = fileAt(name, places)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, filled(text))
    }
    scene.index.forget()
    // A signal is for pip itself, not for a shell that waits for it.
    const words = filled(line.signal ? `exec ${line.run}` : line.run)
    const env = environmentOf(line, scene, places, viaShim).map(([name, value]) => [name, filled(value)])
    const ended = await runCommand('bash', ['-o', 'pipefail', '-c', words], {
      env: Object.fromEntries(env),
      cwd: places.work,
      timeoutMs: LINE_LIMIT_MS,
      ...signalling(line, scene),
    })
    return { ...ended, files: await snapshot(places) }
  }
  const { pipVersion } = scene.venv
  return { pair, pipVersion, places: placeNames(scene, places), run, close: scene.close }
}
