/** Columns of a line of output, unless the caller knows its terminal. */
export const DEFAULT_WIDTH = 110

/** Code points that take two columns: East Asian wide and full-width forms, and pictographs (UAX #11). */
const WIDE =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u

/** How many columns text takes, never too few. Text must be free of colour. */
export function columnsOf(text: string): number {
  return Array.from(text).reduce((sum, point) => sum + (WIDE.test(point) ? 2 : 1), 0)
}

/** Text filled up to `columns`. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)))
}

/** Text of at most `width` columns, ending in `…` where something was cut. */
export function fit(text: string, width: number): string {
  return columnsOf(text) <= width ? text : cut(text, width)
}

/**
 * Breaks text into lines of at most `width` columns, between words where possible. Runs of spaces become one, so that
 * text from elsewhere can't draw columns of its own. More than `maxLines` lines end in `…`.
 */
export function wrap(text: string, width: number, maxLines: number): readonly string[] {
  const words = wordsOf(text).flatMap((word) => pieces(word, width))
  return joinWords(words, width, maxLines)
}

/** The same between words alone: one that is longer than `width` has a line of its own and is left whole. */
export function wrapWords(text: string, width: number, maxLines: number): readonly string[] {
  return joinWords(wordsOf(text), width, maxLines)
}

function wordsOf(text: string): readonly string[] {
  return text.split(' ').filter((part) => part !== '')
}

function joinWords(words: readonly string[], width: number, maxLines: number): readonly string[] {
  const lines: string[] = ['']
  for (const word of words) {
    const last = lines.length - 1
    const joined = lines[last] === '' ? word : `${lines[last]} ${word}`
    if (lines[last] === '' || columnsOf(joined) <= width) lines[last] = joined
    else if (lines.length === maxLines) return [...lines.slice(0, last), cut(joined, width)]
    else lines.push(word)
  }
  return lines
}

/** A word in parts that fit: URLs and digests can be longer than a line. */
function pieces(word: string, width: number): readonly string[] {
  if (columnsOf(word) <= width) return [word]
  const parts: string[] = ['']
  for (const point of word) {
    const last = parts.length - 1
    if (columnsOf(`${parts[last]}${point}`) <= width) parts[last] += point
    else parts.push(point)
  }
  return parts
}

function cut(text: string, width: number): string {
  const points = Array.from(text)
  while (columnsOf(points.join('')) > width - 1) points.pop()
  return `${points.join('')}…`
}
