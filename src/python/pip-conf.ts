import { type PipConfLine, readPipConf } from './pip-conf-lines.ts'

/** The options by which a pip is pointed at a proxy of ours, in the order in which they are written. */
export type PipConfSettings = Readonly<Record<'proxy' | 'cert' | 'cache-dir', string>>

/** A file with our settings in it, and what they stand in for. */
export interface PipConfEdit {
  readonly text: string
  /** The person's own lines that are out of force, by section, as they stood. */
  readonly replaced: readonly ReplacedSetting[]
}

export interface ReplacedSetting {
  readonly section: string
  /** Whole lines, with their ends. */
  readonly lines: string
}

const NAMES: ReadonlySet<string> = new Set<keyof PipConfSettings>(['proxy', 'cert', 'cache-dir'])
const BEGIN = '# pip-trust begin: `trustctl unprotect user` gives this file back as it was'
const END = '# pip-trust end'
const KEPT = '#pip-trust# '

/**
 * Puts settings into `[global]`. The person's own of the same names are put out of force in every section, for a
 * command's section would win, and kept as comments; all other bytes stay. Where the person caches nothing, no
 * `cache-dir` is set.
 * @param text the file's bytes, one a character (latin-1); so is what comes back
 * @throws PythonError `pip-conf` for what pip could not read either
 */
export function withOurSettings(text: string, settings: PipConfSettings): PipConfEdit {
  const lines = readPipConf(text)
  const isOver = (line: PipConfLine): boolean => line.option !== null && line.option in settings
  const names = Object.entries(settings).filter(([name]) => name !== 'cache-dir' || !cachesNothing(lines))
  const eol = /\r?\n/.exec(text)?.[0] ?? '\n'
  const kept = lines.map((line) => (isOver(line) ? `${KEPT}${line.raw}` : line.raw))
  const at = lines.findIndex(({ kind, section }) => kind === 'section' && section === 'global')
  const indent = at < 0 ? '' : firstIndent(lines.slice(at + 1))
  const options = names.map(([name, value]) => `${indent}${name} = ${bytesOf(value)}`)
  const head = at < 0 ? ['[global]'] : []
  const block = [BEGIN, ...head, ...options, END].map((line) => line + eol).join('')
  const split = at < 0 ? kept.length : at + 1
  const before = kept.slice(0, split).join('')
  const gap = before === '' || /[\r\n]$/.test(before) ? '' : eol
  return {
    text: before + gap + block + kept.slice(split).join(''),
    replaced: lines
      .filter(isOver)
      .map(({ section, raw }) => ({ section: section ?? '', lines: /[\r\n]$/.test(raw) ? raw : raw + eol })),
  }
}

/**
 * The file as it would be without us: our lines are taken out and the person's own are in force again. Where a program
 * has written the file anew and lost the comments, ours are known by their values and the person's own come from
 * `replaced`.
 * @param text as for `withOurSettings`
 */
export function withoutOurSettings(
  text: string,
  settings: PipConfSettings,
  replaced: readonly ReplacedSetting[],
): string {
  // A person may have an option without a value; none of ours is.
  const ours = Object.entries(settings).filter(([, value]) => value !== '')
  const values = new Map(ours.map(([name, value]) => [name, bytesOf(value)]))
  const isOurs = (line: PipConfLine): boolean =>
    line.kind === 'option' && line.option !== null && values.get(line.option) === line.value
  const lines = readPipConf(text)
  if (lines.some(({ raw }) => raw.startsWith(BEGIN))) return withoutMarks(lines)
  if (!lines.some(isOurs)) return text
  const own = lines.filter((line) => !isOurs(line))
  return own
    .map((line) => (line.kind === 'section' ? line.raw + givenBack(line.section, replaced, own) : line.raw))
    .join('')
}

/** The person's own lines of a section, but for what they have set anew since. */
function givenBack(
  section: string | null,
  replaced: readonly ReplacedSetting[],
  own: readonly PipConfLine[],
): string {
  const isSet = (option: string | null): boolean =>
    own.some((line) => line.section === section && line.option === option)
  const mine = replaced.filter((each) => each.section === section).map((each) => each.lines)
  return readPipConf(`[${section}]\n${mine.join('')}`)
    .filter(({ option }) => option !== null && !isSet(option))
    .map(({ raw }) => raw)
    .join('')
}

/** What the person has written between our marks meanwhile stays. */
function withoutMarks(lines: readonly PipConfLine[]): string {
  const begin = lines.findIndex(({ raw }) => raw.startsWith(BEGIN))
  const end = lines.findIndex(({ raw }, at) => at > begin && raw.startsWith(END))
  const block = lines
    .slice(begin + 1, end < 0 ? lines.length : end)
    .filter(({ option }) => option === null || !NAMES.has(option))
  const isBare = block.every(({ kind }) => kind === 'section')
  const rest = end < 0 ? [] : lines.slice(end + 1)
  return [...lines.slice(0, begin), ...(isBare && end >= 0 ? [] : block), ...rest]
    .map(({ raw }) => keptInForce(raw))
    .join('')
}

const keptInForce = (text: string): string => text.replace(/^#pip-trust# /, '')

/** Whether the person has turned pip's cache off, for all commands or for one. */
const cachesNothing = (lines: readonly PipConfLine[]): boolean =>
  lines.some(({ option, value }) => option === 'no-cache-dir' && !/^(?:0|n|no|f|false|off)$/i.test(value))

/** What stands further in than the line above it would go on with it: ours stand as far in as what comes next. */
function firstIndent(lines: readonly PipConfLine[]): string {
  const next = lines.find(({ kind }) => kind !== 'nothing')
  return next?.kind === 'option' ? next.indent : ''
}

const bytesOf = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')
