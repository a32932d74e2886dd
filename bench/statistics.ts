/** A series of times in one number each: what is typical, and how far it swings. Milliseconds. */
export interface Series {
  readonly medianMs: number
  readonly minMs: number
  /** Half the distance between the quartiles, as a share of the median. */
  readonly noise: number
  readonly count: number
}

/** The value below which a share of the sorted values lies, between neighbours in proportion. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * share
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]]
  return low + (high - low) * (at - Math.floor(at))
}

/** Sums up a series. */
export function seriesOf(values: readonly number[]): Series {
  const medianMs = quantile(values, 0.5)
  const spread = (quantile(values, 0.75) - quantile(values, 0.25)) / 2
  return { medianMs, minMs: quantile(values, 0), noise: spread / medianMs, count: values.length }
}

/** The median of the ratios round by round: rounds share the machine's mood, so this swings less than a ratio of medians. */
export function pairedRatio(over: readonly number[], under: readonly number[]): number {
  return quantile(
    over.map((value, round) => value / (under[round] ?? Number.NaN)),
    0.5,
  )
}
