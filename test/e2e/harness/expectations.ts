import type { ExecutionContext } from 'ava'
import type { ReasonCode } from '../../../src/verdict/index.ts'
import type { Scene } from './scene.ts'
import type { GuardedResult } from './scratch-home.ts'

const LAST_LINE =
  /^pip-trust: (?<artifacts>\d+) artifacts?: (?<verified>\d+) verified, (?<warned>\d+) warned, (?:(?<unsigned>\d+) unsigned, )?(?<refused>\d+) refused/

/** The counts of the last line that a run prints; null when its last line is something else. */
export function countsOf({ stderr }: GuardedResult): Readonly<Record<string, number>> | null {
  const groups = LAST_LINE.exec(stderr.trimEnd().split('\n').at(-1) ?? '')?.groups
  if (groups === undefined) return null
  const said = Object.entries(groups).filter(([, count]) => count !== undefined)
  return Object.fromEntries(said.map(([name, count]) => [name, Number(count)]))
}

/** Everything a person has of a run, for a failing test. */
export function story({ code, signal, stdout, stderr, codes }: GuardedResult): string {
  return `exit ${code ?? signal}, codes ${codes.join(' ') || 'none'}\n${stdout}\n${stderr}`
}

/** The run refused with this very code, said so, ended with a failure, installed nothing and ran none of its code. */
export async function expectRefusal(
  t: ExecutionContext,
  scene: Scene,
  result: GuardedResult,
  code: ReasonCode,
): Promise<void> {
  t.not(result.code, 0, story(result))
  t.deepEqual(result.codes, [code], story(result))
  t.true(result.stderr.includes(code), story(result))
  t.true((countsOf(result)?.['refused'] ?? 0) > 0, story(result))
  t.deepEqual(await scene.installed(), [])
  t.deepEqual(await scene.home.ran(), [])
}

/** The run did what bare pip would have done, and counted. */
export function expectSuccess(t: ExecutionContext, result: GuardedResult): void {
  t.is(result.code, 0, story(result))
  t.deepEqual(result.codes, [], story(result))
  t.is(countsOf(result)?.['refused'], 0, story(result))
}
