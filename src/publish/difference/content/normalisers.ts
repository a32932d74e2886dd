import type { ContentKind } from '../difference.ts'
import type { Surroundings } from './surroundings.ts'

/** Makes one cause of difference disappear from a text. */
export interface Normaliser {
  readonly kind: ContentKind
  readonly apply: (text: string) => string
}

/** An absolute path of at least two parts, not within an URL or a word; the last part stays. */
const PATH = /(?<![\w:/.])(?:\/[\w.+@~-]+)+\/([\w.+@~-]+)/g
const WINDOWS_PATH = /\b[A-Za-z]:(?:\\{1,2}[\w.+@~-]+)+\\{1,2}([\w.+@~-]+)/g

const DATE = String.raw`\d{4}-\d{2}-\d{2}`
const CLOCK = String.raw`\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?`
const ZONE = String.raw`(?:Z\b|[+-]\d{2}:?\d{2}\b|[A-Z]{3,4}\b)`
/** ISO 8601, `Tue Nov 27 12:00:00 2024`, RFC 2822, and clocks alone. */
const TIMES = [
  new RegExp(`${DATE}(?:[T ]${CLOCK}(?: ?${ZONE})?)?`, 'g'),
  new RegExp(
    String.raw`(?:[A-Z][a-z]{2},? )?(?:[A-Z][a-z]{2} {1,2}\d{1,2}|\d{1,2} [A-Z][a-z]{2})(?: \d{4})?,? ${CLOCK}(?: ?${ZONE})?(?: \d{4})?`,
    'g',
  ),
  new RegExp(`\\b${CLOCK}(?: ?${ZONE})?`, 'g'),
  /(?<![\w.])(?:1\d{9}|1\d{12})(?![\w.])/g,
  /(?<!\d)20\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?:\d{6})?(?!\d)/g,
] as const

/** Words beside a day, a clock or a year, as a locale writes months and days; and decimal points. */
const LOCAL_WORD = /(?<=\d[.,]? )\p{L}{3,20}\.?(?= \d)|(?<!\p{L})\p{L}{3,20}\.?(?= {1,2}\d{1,2}(?: |:|,))/gu
const DECIMAL = /(?<=\d)[.,](?=\d)/g

const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi
const ADDRESS = /\b0x[0-9a-f]{6,16}\b/gi
const HASH = /\bg?[0-9a-f]{7,128}\b/gi
const BANNER = /\b(?:generated|created|compiled|built|made) (?:by|with|using|from)\b[^\n]*/gi
const TOKEN = /[\s,;:()[\]{}'"=]+/

/** Every cause that is looked for in texts; names of people and folders come from `around`. */
export function normalisers({ paths, people }: Surroundings): readonly Normaliser[] {
  return [
    { kind: 'line-endings', apply: (text) => text.replaceAll('\r\n', '\n') },
    { kind: 'build-path', apply: (text) => withoutPaths(without(text, paths, '<path>')) },
    { kind: 'timestamp', apply: withoutTimes },
    { kind: 'person', apply: (text) => without(text, people, '<person>') },
    { kind: 'tool-version', apply: (text) => text.replace(BANNER, '<tool>') },
    { kind: 'locale', apply: (text) => text.replace(DECIMAL, '.').replace(LOCAL_WORD, '<word>') },
    { kind: 'random', apply: withoutRandom },
    { kind: 'list-order', apply: inOrder },
  ]
}

/** The timestamps of a text, as they stand. */
export function timesIn(text: string): readonly string[] {
  return text.match(TIMES[0]) ?? []
}

/** The absolute paths in a text. */
export function pathsIn(text: string): readonly string[] {
  return [...(text.match(PATH) ?? []), ...(text.match(WINDOWS_PATH) ?? [])]
}

function withoutPaths(text: string): string {
  return text.replace(PATH, '<path>/$1').replace(WINDOWS_PATH, '<path>/$1')
}

function withoutTimes(text: string): string {
  return TIMES.reduce((left, pattern) => left.replace(pattern, '<time>'), text)
}

function withoutRandom(text: string): string {
  return text.replace(UUID, '<random>').replace(ADDRESS, '<address>').replace(HASH, randomOf)
}

/** Letters alone are a word; digits alone are a number that somebody may have meant. */
function randomOf(found: string): string {
  return /\d/.test(found) && /[a-f]/i.test(found) ? `<${found.length}>` : found
}

function without(text: string, words: readonly string[], put: string): string {
  const longest = words.filter((word) => word.length > 2).toSorted((a, b) => b.length - a.length)
  return longest.reduce((left, word) => left.replaceAll(word, put), text)
}

/** Lines, and words within them, sorted: what is left of a text when order doesn't count. */
function inOrder(text: string): string {
  return text
    .split('\n')
    .map((line) => line.split(TOKEN).toSorted().join(' ').trim())
    .toSorted()
    .join('\n')
}
