import assert from 'node:assert/strict'
import type { ReasonCode } from '../../../src/verdict/index.ts'
import type { World } from '../../world/sigstore/index.ts'
import { story, type GuardedResult, type Pair, type Scene, type SceneOptions } from '../harness/index.ts'

/** One row of the matrix: a road by which code reaches pip, and what must happen on it. Tried on one pair or on all. */
export interface ChannelCase {
  readonly name: string
  /** The scene; the user trusts `world`. */
  readonly scene: (world: World) => Omit<SceneOptions, 'pair' | 'wanted'>
  /** Why a pair can't be tried; null when it can. */
  readonly unsupported?: (pair: Pair) => string | null
  /** Does it; throws AssertionError where something else happens than must. */
  readonly run: (scene: Scene, world: World) => Promise<void>
}

/** Why a pair can't be tried where only pips from a release on have what is tried: `since('25.1')`. */
export const since =
  (release: string) =>
  ({ pip }: Pair): string | null =>
    pip !== 'newest' && Number.parseFloat(pip) < Number.parseFloat(release) ? `needs pip ${release}` : null

export const newestOnly = ({ pip }: Pair): string | null =>
  pip === 'newest' ? null : 'this pip has no such feature'

/** Another user than the one that the tests run as. */
export const NOBODY = 65_534

/** Why a road that needs a file of another user can't be tried. */
export const asRoot = (): string | null =>
  process.getuid?.() === 0 ? null : 'only root can give a file to another user'

/** pip did what it does without the product, and the report counts no refusal. */
export function mustSucceed(result: GuardedResult): void {
  assert.equal(result.code, 0, story(result))
  assert.deepEqual(result.codes, [], story(result))
  assert.equal(result.report?.counts.refused, 0, story(result))
}

/** The run refused with one of these codes, installed nothing, and ran nothing of what it refused. */
export async function mustRefuse(
  scene: Scene,
  result: GuardedResult,
  ...codes: readonly ReasonCode[]
): Promise<void> {
  assert.notEqual(result.code, 0, story(result))
  assert.ok(
    result.codes.some((code) => codes.some((expected) => expected === code)),
    `${codes.join(' or ')} expected\n${story(result)}`,
  )
  assert.deepEqual(await scene.installed(), [], story(result))
}

/** The distributions that are installed, and no others. */
export async function mustHold(scene: Scene, ...names: readonly string[]): Promise<void> {
  assert.deepEqual(await scene.installed(), names)
}

/** The digests that a run judged, by project. */
export function judgedProjects({ report }: GuardedResult): readonly string[] {
  const names = report?.artifacts.flatMap(({ project }) => (project === null ? [] : [project])) ?? []
  return [...new Set(names)].toSorted()
}

/** Does something while a server stands, and closes it. */
export async function whileOpen<T>(
  server: { readonly close: () => Promise<void> },
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act()
  } finally {
    await server.close()
  }
}
