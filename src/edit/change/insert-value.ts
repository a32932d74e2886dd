import { isCollection, isMap, isSeq, type Document, type YAMLMap, type YAMLSeq } from 'yaml'
import { flowText } from './flow-text.ts'
import type { YamlPath } from './yaml-path.ts'

/** The text with a value put in where there was none, and nothing else touched; null where this form of text is not known. */
export function inserted(
  text: string,
  document: Document.Parsed,
  path: YamlPath,
  value: unknown,
): string | null {
  const depth = deepest(document, path)
  const parent: unknown = document.getIn(path.slice(0, depth), true)
  const [key, ...below] = path.slice(depth)
  if (key === undefined || !isCollection(parent) || !parent.range) return null
  const nested = below.reduceRight<unknown>((inner, step) => ({ [step]: inner }), value)
  const entry = isSeq(parent) ? flowText(nested) : `${flowText(key)}: ${flowText(nested)}`
  return parent.flow === true
    ? intoFlow(text, parent, parent.range[1], entry)
    : intoBlock(text, parent, isSeq(parent) ? `- ${entry}` : entry)
}

/** How many steps of the path lead to something. */
function deepest(document: Document.Parsed, path: YamlPath): number {
  let depth = path.length - 1
  while (depth > 0 && !isCollection(document.getIn(path.slice(0, depth), true))) depth -= 1
  return depth
}

function intoFlow(text: string, { items }: YAMLMap | YAMLSeq, end: number, entry: string): string {
  const close = end - 1
  const space = text[close - 1] === ' ' ? ' ' : ''
  const body = text.slice(0, close).trimEnd()
  const comma = items.length === 0 || body.endsWith(',') ? ' ' : ', '
  return body + comma + entry + (space || (items.length === 0 ? ' ' : '')) + text.slice(close)
}

/** A line of its own behind the last entry, as far to the right as the first. */
function intoBlock(text: string, parent: YAMLMap | YAMLSeq, entry: string): string | null {
  const [start] = parent.range ?? [0]
  const indent = start - (text.lastIndexOf('\n', start - 1) + 1)
  const end = lastLineEnd(text, parent)
  if (end === null) return null
  const gap = end > 0 && text[end - 1] !== '\n' ? '\n' : ''
  return `${text.slice(0, end)}${gap}${' '.repeat(indent)}${entry}\n${text.slice(end)}`
}

/** Behind the line in which the last entry's value ends. */
function lastLineEnd(text: string, parent: YAMLMap | YAMLSeq): number | null {
  const last = isMap(parent) ? parent.items.at(-1)?.value : parent.items.at(-1)
  const range = typeof last === 'object' && last !== null && 'range' in last ? last.range : null
  const valueEnd: unknown = Array.isArray(range) ? range[1] : null
  if (typeof valueEnd !== 'number') return null
  if (text[valueEnd - 1] === '\n') return valueEnd
  const newline = text.indexOf('\n', valueEnd)
  return newline < 0 ? text.length : newline + 1
}
