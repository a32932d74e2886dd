/** Which cases of a long table `npm test` tries: a few, by a seed; all of them where `PIP_TRUST_TESTS` is `whole`. */
import { createHash } from 'node:crypto'

export const SAMPLE_SEED = process.env['PIP_TRUST_E2E_SEED'] ?? '1'
const IS_WHOLE = process.env['PIP_TRUST_TESTS'] === 'whole'

/** A number from 0 up to `bound`, the same for the same words. */
export function seededNumber(words: string, bound: number): number {
  return createHash('sha256').update(words).digest().readUInt32BE(0) % bound
}

/** How often a property is tried: a quarter of `whole`, or all of it where the whole is asked for. */
export function sampledRuns(whole: number): number {
  return IS_WHOLE ? whole : Math.ceil(whole / 4)
}

/** So many cases of the table `name` as the seed chooses, in their order; all where the whole is asked for. */
export function sampled<Case>(name: string, cases: readonly Case[], count: number): readonly Case[] {
  if (IS_WHOLE) return cases
  const draws = cases.map((_, at) => ({ at, draw: seededNumber(`${SAMPLE_SEED} ${name} ${at}`, 2 ** 32) }))
  const first = draws.toSorted((a, b) => a.draw - b.draw).slice(0, count)
  const chosen = new Set(first.map(({ at }) => at))
  return cases.filter((_, at) => chosen.has(at))
}
