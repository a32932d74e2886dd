import { isDeepStrictEqual } from 'node:util'
import { Document, isMap, isScalar, isSeq, parseDocument, Scalar, visit, type YAMLSeq } from 'yaml'
import { POLICY_LIMITS, readYaml, type ExceptionEntry } from '../policy/index.ts'
import { ExceptionsError } from './exceptions-error.ts'

/**
 * The text of a policy with an exception at the end of its list. Everything else stays to the letter; where the list is written in
 * one line, the document is written anew with its comments and the order of its keys. Throws `ExceptionsError` `change`.
 */
export function withException(text: string, entry: ExceptionEntry): string {
  const document = openPolicy(text)
  const list = document.get('exceptions', true)
  const candidate =
    list === undefined || (isSeq(list) && list.items.length === 0 && list.flow !== true)
      ? appended(text, document.has('exceptions'), entry)
      : isSeq(list) && list.flow !== true
        ? inserted(text, list, entry)
        : null
  if (isSeq(list)) list.add(document.createNode(entry))
  else document.set('exceptions', document.createNode([entry]))
  return faithful(candidate, document)
}

/** The same with the dates and the reason of exception `id` set. Throws `ExceptionsError` `id` where there is none. */
export function withRenewal(
  text: string,
  id: string,
  renewal: Pick<ExceptionEntry, 'created' | 'expires' | 'reason'>,
): string {
  const document = openPolicy(text)
  const at = positionOf(document, id)
  const edits = Object.entries(renewal).map(([key, value]) => {
    const node = document.getIn(['exceptions', at, key], true)
    return isScalar(node) && node.range && !text.slice(node.range[0], node.range[1]).includes('\n')
      ? { from: node.range[0], to: node.range[1], text: JSON.stringify(value) }
      : null
  })
  for (const [key, value] of Object.entries(renewal)) document.setIn(['exceptions', at, key], value)
  const whole = edits.every((edit) => edit !== null)
  const spliced = edits
    .filter((edit) => edit !== null)
    .toSorted((a, b) => b.from - a.from)
    .reduce((changed, edit) => changed.slice(0, edit.from) + edit.text + changed.slice(edit.to), text)
  return faithful(whole ? spliced : null, document)
}

/** The same without exception `id`; comments stay. Throws `ExceptionsError` `id` where there is none. */
export function withoutException(text: string, id: string): string {
  const document = openPolicy(text)
  const at = positionOf(document, id)
  const list = document.get('exceptions', true)
  const candidate = isSeq(list) && list.flow !== true && list.items.length > 1 ? cut(text, list, at) : null
  if (isSeq(list) && list.items.length === 1) document.delete('exceptions')
  else document.deleteIn(['exceptions', at])
  return faithful(candidate, document)
}

function openPolicy(text: string): Document.Parsed {
  const read = readYaml(text)
  const first = read.ok ? null : read.problems[0]
  const document = first ? null : parseDocument(text, { stringKeys: true })
  if (document !== null && isMap(document.contents)) return document
  throw new ExceptionsError('change', {
    message: `the policy can't be changed: ${first ? `line ${first.line}: ${first.message}` : 'it is no list of keys'}`,
    hint: 'trustctl policy check',
  })
}

function positionOf(document: Document, id: string): number {
  const list = document.get('exceptions', true)
  const at = isSeq(list) ? list.items.findIndex((item) => isMap(item) && item.get('id') === id) : -1
  if (at >= 0) return at
  throw new ExceptionsError('id', {
    message: `the policy has no exception \`${id}\``,
    hint: 'trustctl exception list',
  })
}

/** The text changed with care, if it says what the changed document says; else the document as text. */
function faithful(candidate: string | null, document: Document): string {
  if (candidate !== null) {
    const read = parseDocument(candidate, { stringKeys: true })
    if (read.errors.length === 0 && isDeepStrictEqual(plain(read), plain(document))) return candidate
  }
  return document.toString({ lineWidth: 0 })
}

function plain(document: Document): unknown {
  const value: unknown = document.toJS({ maxAliasCount: POLICY_LIMITS.maxAliases })
  return value
}

/** A list of its own at the end of the file. A key without a value is left to the document. */
function appended(text: string, hasKey: boolean, entry: ExceptionEntry): string | null {
  if (hasKey) return null
  const gap = text === '' || text.endsWith('\n') ? '' : '\n'
  return `${text}${gap}exceptions:\n${entryText(entry, 2)}`
}

/** Behind the line in which the last entry ends, as far to the right as the first. */
function inserted(text: string, list: YAMLSeq, entry: ExceptionEntry): string {
  const end = lineAfter(text, endOf(list.items.at(-1)))
  const gap = text[end - 1] === '\n' ? '' : '\n'
  return text.slice(0, end) + gap + entryText(entry, indentOf(text, list)) + text.slice(end)
}

function cut(text: string, list: YAMLSeq, at: number): string {
  const start = lineOf(text, startOf(list.items[at]))
  return text.slice(0, start) + text.slice(lineAfter(text, endOf(list.items[at])))
}

function indentOf(text: string, list: YAMLSeq): number {
  const start = startOf(list.items[0])
  const line = text.slice(lineOf(text, start), start)
  return line.indexOf('-')
}

function startOf(node: unknown): number {
  return rangeOf(node)[0]
}

function endOf(node: unknown): number {
  return rangeOf(node)[1]
}

function rangeOf(node: unknown): readonly [number, number] {
  const range = isMap(node) || isScalar(node) || isSeq(node) ? node.range : null
  return range ? [range[0], range[1]] : [0, 0]
}

function lineOf(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

function lineAfter(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === '\n') return offset
  const newline = text.indexOf('\n', offset)
  return newline < 0 ? text.length : newline + 1
}

/** An entry of a list in block form, its dates in quotes as the language wants them. */
export function entryText(entry: ExceptionEntry, indent: number): string {
  const document = new Document([entry], { version: '1.2' })
  visit(document, {
    Pair: (_key, { key, value }) => {
      const name: unknown = isScalar(key) ? key.value : null
      if ((name === 'project' || name === 'waive') && isSeq(value)) value.flow = true
      if ((name === 'created' || name === 'expires' || name === 'version') && isScalar(value))
        value.type = Scalar.QUOTE_DOUBLE
    },
  })
  const lines = document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd().split('\n')
  return lines.map((line) => `${' '.repeat(indent)}${line}\n`).join('')
}
