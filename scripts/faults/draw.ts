import { seededNumber } from '../../test/e2e/harness/index.ts'

/** The numbers of one round, all from the seed. */
export interface Draw {
  /** From 0 up to `bound`, the same for the same words. */
  readonly number: (what: string, bound: number) => number
  readonly one: <T>(what: string, values: readonly [T, ...T[]]) => T
}

/** The draw of a round. */
export function drawOf(seed: string, round: number): Draw {
  const number: Draw['number'] = (what, bound) => seededNumber(`${seed} ${round} ${what}`, bound)
  return { number, one: (what, values) => values[number(what, values.length)] ?? values[0] }
}
