import { PythonError } from './python-error.ts'

/** One line of a configuration file of pip's, as Python's `RawConfigParser` takes it. */
export interface PipConfLine {
  /** With its end of line. */
  readonly raw: string
  readonly kind: 'nothing' | 'section' | 'option' | 'more'
  /** The white space that it begins with. */
  readonly indent: string
  /** The section that it is in, or begins; null before the first one. */
  readonly section: string | null
  /** The option that it sets, or goes on, as pip normalises names (`_` → `-`); null for other lines. */
  readonly option: string | null
  /** What stands behind `=` or `:`, or the whole line where it goes on. */
  readonly value: string
}

/** Longest configuration file that is taken on. */
export const MAX_PIP_CONF_BYTES = 256 * 1024

const LINE = /[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g
const SECTION = /^\[(.+)\]/
const OPTION = /^(.*?)\s*[=:]\s*(.*)$/

/**
 * Reads a configuration file line by line, strictly: sections and options that stand twice, and lines that are neither,
 * are what pip itself stops at.
 * @param text the file's bytes, one a character (latin-1), so that what is written back is what was read
 * @throws PythonError `pip-conf`, naming the line
 */
export function readPipConf(text: string): readonly PipConfLine[] {
  if (text.length > MAX_PIP_CONF_BYTES)
    throw new PythonError('pip-conf', { message: `more than ${MAX_PIP_CONF_BYTES} bytes` })
  const reader = new Reader()
  return (text.match(LINE) ?? []).map((raw, at) => reader.read(raw, at + 1))
}

/** The state of `RawConfigParser._read` between lines. */
class Reader {
  #section: string | null = null
  #option: string | null = null
  #indent = 0
  readonly #seen = new Set<string>()

  read(raw: string, number: number): PipConfLine {
    const value = raw.trim()
    const indent = /^\s*/.exec(raw)?.[0] ?? ''
    const common = { raw, indent, value }
    if (value === '' || /^[#;]/.test(value))
      return { ...common, kind: 'nothing', section: this.#section, option: null }
    if (this.#option !== null && indent.length > this.#indent)
      return { ...common, kind: 'more', section: this.#section, option: this.#option }
    this.#indent = indent.length
    const section = SECTION.exec(value)?.[1]
    return section === undefined ? this.#optionLine(common, number) : this.#begin(section, common, number)
  }

  #begin(section: string, common: Common, number: number): PipConfLine {
    if (section !== 'DEFAULT') this.#once(`[${section}]`, number)
    this.#section = section
    this.#option = null
    return { ...common, kind: 'section', section, option: null }
  }

  #optionLine(common: Common, number: number): PipConfLine {
    if (this.#section === null) throw wrong(number, 'an option before the first section')
    const [, name = '', value = ''] = OPTION.exec(common.value) ?? []
    if (name === '') throw wrong(number, 'neither a section nor an option')
    this.#once(`[${this.#section}] ${name.toLowerCase()}`, number)
    this.#option = optionName(name)
    return { ...common, kind: 'option', section: this.#section, option: this.#option, value }
  }

  #once(name: string, number: number): void {
    if (this.#seen.has(name)) throw wrong(number, `\`${name}\` stands there twice`)
    this.#seen.add(name)
  }
}

type Common = Pick<PipConfLine, 'raw' | 'indent' | 'value'>

const wrong = (number: number, found: string): PythonError =>
  new PythonError('pip-conf', { message: `line ${number}: ${found}; pip could not read it either` })

/** `Cache_Dir` → `cache-dir`, as pip's `_normalize_name`. */
const optionName = (text: string): string => text.toLowerCase().replaceAll('_', '-').replace(/^--/, '')
