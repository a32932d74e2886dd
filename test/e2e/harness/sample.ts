import { createHash } from 'node:crypto'
import { findInterpreters } from './interpreters.ts'
import { pairTable, type Pair } from './pairs.ts'

/** `npm test` tries each promise on one pair, chosen by this seed and the test's title; `scripts/matrix.ts` tries all. */
export const SAMPLE_SEED = process.env['PIP_TRUST_E2E_SEED'] ?? '1'

/** The pairs of this machine that exist. */
export async function existingPairs(): Promise<readonly Pair[]> {
  const table = pairTable(await findInterpreters())
  const pairs = table.flatMap(({ pair }) => (pair === null ? [] : [pair]))
  if (pairs.length === 0) throw new Error('no Python from 3.8 on is on this machine')
  return pairs
}

/** A number from 0 up to `bound`, the same for the same words. */
export function seededNumber(words: string, bound: number): number {
  return createHash('sha256').update(words).digest().readUInt32BE(0) % bound
}

/** Chooses one pair for a title, among those that `wanted` accepts. */
export async function samplePair(title: string, wanted: (pair: Pair) => boolean = () => true): Promise<Pair> {
  const pairs = (await existingPairs()).filter(wanted)
  const chosen = pairs[seededNumber(`${SAMPLE_SEED} ${title}`, pairs.length)]
  if (chosen === undefined) throw new Error(`no pair for «${title}» on this machine`)
  return chosen
}
