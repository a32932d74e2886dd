import { isDeepStrictEqual } from 'node:util'
import type { TomlTable } from 'smol-toml'

/** One setting of a tool's configuration, `table` null for one above all tables. */
export interface TomlSetting {
  readonly table: string | null
  readonly key: string
  readonly value: string | readonly string[]
}

const BEGIN = '# >>> pip-trust: trustctl unprotect takes these lines out >>>'
const END = '# <<< pip-trust <<<'
const KEPT = '# pip-trust keeps: '

/**
 * A TOML document with our settings in it, between marks; the person's own values of them stay as comments, everything
 * else byte for byte. Null where that can't be done by lines alone: what is written is parsed, and must say what the
 * document said before, but for our settings. Rejects with what is wrong in the TOML of `text`.
 */
export async function withSettings(text: string, settings: readonly TomlSetting[]): Promise<string | null> {
  const { parse, TomlError } = await import('smol-toml')
  const own = withoutSettings(text)
  const before = parse(own)
  const tables = [...new Set(settings.map(({ table }) => table))]
  const changed = tables.reduce(
    (lines, table) =>
      inserted(
        lines,
        table,
        settings.filter((setting) => setting.table === table),
      ),
    linesOf(own),
  )
  try {
    const result = changed.join('')
    return saysTheSame(before, parse(result), settings) ? result : null
  } catch (error) {
    if (error instanceof TomlError) return null
    throw error
  }
}

/** The document without our lines, with the person's own ones in force again. A mark that has lost its other one is left. */
export function withoutSettings(text: string): string {
  const lines = linesOf(text)
  const kept: string[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    const end =
      line.trimEnd() === BEGIN ? lines.findIndex((each, nth) => nth > at && each.trimEnd() === END) : -1
    if (end >= 0) at = end
    else kept.push(line.startsWith(KEPT) ? line.slice(KEPT.length) : line)
  }
  return kept.join('')
}

/** Whether our lines are in it. */
export function hasSettings(text: string): boolean {
  return linesOf(text).some((line) => line.trimEnd() === BEGIN)
}

/** With their line ends. */
const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? []

function inserted(
  lines: readonly string[],
  table: string | null,
  settings: readonly TomlSetting[],
): readonly string[] {
  const block = [BEGIN, ...settings.map(({ key, value }) => `${key} = ${JSON.stringify(value)}`), END]
  const header = table === null ? -1 : lines.findIndex((line) => isHeaderOf(line, table))
  if (table !== null && header < 0)
    return [...ended(lines), ...written([BEGIN, `[${table}]`, ...block.slice(1)])]
  const next = lines.findIndex((line, at) => at > header && line.trimStart().startsWith('['))
  const end = next < 0 ? lines.length : next
  const keys = settings.map(({ key }) => new RegExp(`^\\s*(["']?)${key}\\1\\s*=`))
  return [
    ...ended(lines.slice(0, header + 1)),
    ...written(block),
    ...lines.slice(header + 1, end).map((line) => (keys.some((key) => key.test(line)) ? KEPT + line : line)),
    ...lines.slice(end),
  ]
}

const written = (lines: readonly string[]): readonly string[] => lines.map((line) => `${line}\n`)

const isHeaderOf = (line: string, table: string): boolean =>
  line.replace(/#.*/, '').replaceAll(/\s/g, '') === `[${table}]`

/** The last line may have no end yet. */
const ended = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => (line.endsWith('\n') ? line : `${line}\n`))

function saysTheSame(before: TomlTable, after: TomlTable, settings: readonly TomlSetting[]): boolean {
  const areThere = settings.every(({ table, key, value }) =>
    isDeepStrictEqual(tableAt(after, table)?.[key], value),
  )
  for (const setting of settings) for (const document of [before, after]) drop(document, setting)
  return areThere && isDeepStrictEqual(before, after)
}

function drop(document: TomlTable, { table, key }: TomlSetting): void {
  const found = tableAt(document, table)
  if (found !== null) delete found[key]
  // A table that is there for our setting alone is ours.
  const names = table?.split('.') ?? []
  for (let depth = names.length; depth > 0; depth -= 1) {
    const outer = tableAt(document, depth === 1 ? null : names.slice(0, depth - 1).join('.'))
    const name = names[depth - 1] ?? ''
    const inner = outer?.[name]
    if (outer !== null && isTable(inner) && Object.keys(inner).length === 0) delete outer[name]
  }
}

function tableAt(document: TomlTable, table: string | null): TomlTable | null {
  let at: TomlTable = document
  for (const name of table?.split('.') ?? []) {
    const inner = at[name]
    if (!isTable(inner)) return null
    at = inner
  }
  return at
}

const isTable = (value: unknown): value is TomlTable =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
