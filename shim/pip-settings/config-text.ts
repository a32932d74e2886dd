/** Longest configuration file that is read, in characters. */
const MAX_CONFIG_CHARS = 1_048_576

/** Values of one configuration file: section → option (long name) → value. */
export type ConfigSections = ReadonlyMap<string, ReadonlyMap<string, string>>

const SECTION = /^\[([^\]]+)\]/
const OPTION = /^([^\s=:][^=:]*?)\s*[=:]\s*(.*)$/

/**
 * Reads a pip configuration file as Python's `RawConfigParser` does: `=` or `:`, comments on lines of their own,
 * values that go on in indented lines. Option names come out as pip normalises them (`_` → `-`, no leading dashes). Lines
 * that are neither are passed over; pip itself refuses the file.
 */
export function parseConfigText(text: string): ConfigSections {
  const sections = new Map<string, Map<string, string>>()
  let section: Map<string, string> | null = null
  let option: string | null = null
  for (const line of text.slice(0, MAX_CONFIG_CHARS).split(/\r?\n/)) {
    const read = readLine(line)
    if (read.kind === 'more' && section !== null && option !== null) {
      section.set(option, `${section.get(option) ?? ''}\n${read.value}`)
    } else if (read.kind === 'section') {
      section = sections.get(read.name) ?? new Map<string, string>()
      sections.set(read.name, section)
      option = null
    } else if (read.kind === 'option' && section !== null) {
      option = read.name
      section.set(option, read.value)
    }
  }
  return sections
}

type Line =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'more'; readonly value: string }
  | { readonly kind: 'section'; readonly name: string }
  | { readonly kind: 'option'; readonly name: string; readonly value: string }

function readLine(line: string): Line {
  const value = line.trim()
  if (value === '' || /^[#;]/.test(value)) return { kind: 'nothing' }
  if (/^\s/.test(line)) return { kind: 'more', value }
  const section = SECTION.exec(value)
  if (section !== null) return { kind: 'section', name: section[1] ?? '' }
  const option = OPTION.exec(value)
  if (option === null) return { kind: 'nothing' }
  return { kind: 'option', name: optionName(option[1] ?? ''), value: option[2] ?? '' }
}

/** `Index_URL` → `index-url`, as pip's `_normalize_name`. */
export function optionName(text: string): string {
  return text.toLowerCase().replaceAll('_', '-').replace(/^--/, '')
}
