import { SAMPLE_SEED, seededNumber } from '../../sampled.ts'
import { findInterpreters } from './interpreters.ts'
import { pairTable, type Pair } from './pairs.ts'

/** The pairs of this machine that exist. */
export async function existingPairs(): Promise<readonly Pair[]> {
  const table = pairTable(await findInterpreters())
  const pairs = table.flatMap(({ pair }) => (pair === null ? [] : [pair]))
  if (pairs.length === 0) throw new Error('no Python from 3.8 on is on this machine')
  return pairs
}

/**
 * Chooses one pair for a title, among those that `wanted` accepts: `npm test` tries each promise on one, by the seed and the
 * test's title; `scripts/matrix.ts` tries all.
 */
export async function samplePair(title: string, wanted: (pair: Pair) => boolean = () => true): Promise<Pair> {
  const pairs = (await existingPairs()).filter(wanted)
  const chosen = pairs[seededNumber(`${SAMPLE_SEED} ${title}`, pairs.length)]
  if (chosen === undefined) throw new Error(`no pair for «${title}» on this machine`)
  return chosen
}
