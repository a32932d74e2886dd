import { pairedRatio, seriesOf, type Series } from './statistics.ts'
import type { Times } from './measures.ts'

/** One line of the result: a contender of a measure against bare pip. */
export interface Line {
  readonly measure: string
  readonly contender: string
  readonly series: Series
  /** Against the measure's first contender, round by round. */
  readonly ratio: number
  /** Difference of the medians, milliseconds. */
  readonly extraMs: number
}

/** Compares the contenders of one measure with its first. */
export function linesOf(measure: string, times: Times): readonly Line[] {
  const entries = Object.entries(times)
  const base = entries[0]?.[1] ?? []
  return entries.map(([contender, values]) => ({
    measure,
    contender,
    series: seriesOf(values),
    ratio: pairedRatio(values, base),
    extraMs: seriesOf(values).medianMs - seriesOf(base).medianMs,
  }))
}

function row({ measure, contender, series, ratio, extraMs }: Line): string {
  const cells = [
    measure,
    contender,
    `${series.medianMs.toFixed(0)} ms`,
    `±${(series.noise * 100).toFixed(0)} %`,
    `${ratio.toFixed(3)}×`,
    `${extraMs >= 0 ? '+' : ''}${extraMs.toFixed(0)} ms`,
    String(series.count),
  ]
  return `| ${cells.join(' | ')} |`
}

/** The lines as a Markdown table. */
export function tableOf(lines: readonly Line[]): string {
  return [
    '| measure | contender | median | noise | ratio | extra | rounds |',
    '|---|---|--:|--:|--:|--:|--:|',
    ...lines.map(row),
    '',
  ].join('\n')
}
