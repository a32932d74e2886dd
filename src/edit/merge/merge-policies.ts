import { isDeepStrictEqual } from 'node:util'
import { isMap, isSeq, type Document, type Node, type YAMLSeq } from 'yaml'
import { merge } from 'node-diff3'
import { readYaml } from '../../policy/index.ts'
import { openDocument, printDocument, withVersion } from '../change/index.ts'
import { entriesOf, nameOf, placeOf, type Entry } from './entries.ts'
import { mergeEntries, type Merged } from './merge-entries.ts'

/** The text that was edited, what came of it, and what is in force by now. */
export interface ThreeTexts {
  readonly base: string
  readonly mine: string
  readonly theirs: string
}

export type MergeResult =
  | { readonly kind: 'merged'; readonly text: string }
  /** `text` has both versions between markers, and is no policy before they are gone. */
  | { readonly kind: 'conflicts'; readonly text: string; readonly about: readonly string[] }

const LABELS = { a: 'yours', o: 'before', b: 'installed meanwhile' } as const
const MARKER = /^(?:<{7}|={7}|>{7})(?: |\r?$)/m

/**
 * Puts two changes of one policy together: line by line where that says the same as rule by rule, else rule by rule; and
 * where both have changed the same, with markers. Never loses a change of either.
 */
export function mergePolicies(texts: ThreeTexts): MergeResult {
  const { base, mine, theirs } = sameVersion(texts)
  const lines = mergeLines({ base, mine, theirs })
  if (![base, mine, theirs].every((text) => isDocument(text))) {
    return lines.conflict
      ? { kind: 'conflicts', text: lines.text, about: ['the text'] }
      : { kind: 'merged', text: lines.text }
  }
  const merged = mergeEntries({
    base: entriesOf(openDocument(base)),
    mine: entriesOf(openDocument(mine)),
    theirs: entriesOf(openDocument(theirs)),
  })
  if (!merged.ok)
    return { kind: 'conflicts', text: withMarkers(lines, mine, theirs), about: merged.conflicts }
  const text = !lines.conflict && says(lines.text, merged) ? lines.text : rebuilt(mine, theirs, merged)
  return { kind: 'merged', text }
}

/** Two raises of the version are no conflict: the higher one counts. */
function sameVersion({ base, mine, theirs }: ThreeTexts): ThreeTexts {
  if (!isDocument(mine) || !isDocument(theirs)) return { base, mine, theirs }
  const version = Math.max(versionOf(mine), versionOf(theirs))
  const [before = base, own = mine, other = theirs] = [base, mine, theirs].map((text) =>
    withVersion(text, version),
  )
  return { base: before, mine: own, theirs: other }
}

/** Whether markers of a merge are left in a text. */
export function hasMarkers(text: string): boolean {
  return MARKER.test(text)
}

interface Lines {
  readonly conflict: boolean
  readonly text: string
}

function mergeLines({ base, mine, theirs }: ThreeTexts): Lines {
  const options = { excludeFalseConflicts: true, label: LABELS }
  const { conflict, result } = merge(mine.split('\n'), base.split('\n'), theirs.split('\n'), options)
  return { conflict, text: result.join('\n') }
}

/** Line by line there may be no conflict where there is one: then the whole stands against the whole. */
function withMarkers({ conflict, text }: Lines, mine: string, theirs: string): string {
  if (conflict) return text
  return [`<<<<<<< ${LABELS.a}`, mine.trimEnd(), '=======', theirs.trimEnd(), `>>>>>>> ${LABELS.b}`, ''].join(
    '\n',
  )
}

function isDocument(text: string): boolean {
  const read = readYaml(text)
  return (
    read.ok &&
    typeof read.yaml.value === 'object' &&
    !Array.isArray(read.yaml.value) &&
    read.yaml.value !== null
  )
}

type Good = Extract<Merged, { readonly ok: true }>

function says(text: string, { values, orders }: Good): boolean {
  if (!isDocument(text)) return false
  const found = entriesOf(openDocument(text))
  return (
    isDeepStrictEqual(plain(found.values), plain(values)) &&
    [...orders].every(([section, order]) => isDeepStrictEqual(found.orders.get(section) ?? [], order))
  )
}

function plain(values: ReadonlyMap<string, Entry>): ReadonlyMap<string, unknown> {
  return new Map([...values].map(([name, { value }]) => [name, value]))
}

/** My document with the entries that are theirs in their place, and the lists in the merged order. */
function rebuilt(mine: string, theirs: string, { values, orders }: Good): string {
  const document = openDocument(mine)
  const other = openDocument(theirs)
  for (const [name, entry] of entriesOf(document).values) {
    const at = values.has(name) ? null : placeOf(document, entry)
    if (at !== null) document.deleteIn(at)
  }
  for (const entry of values.values()) take(document, other, entry)
  for (const [section, order] of orders) arrange(document, section, order)
  return printDocument(document)
}

function take(document: Document.Parsed, other: Document.Parsed, entry: Entry): void {
  const own = placeOf(document, entry)
  if (own !== null && isDeepStrictEqual(entriesOf(document).values.get(nameOf(entry))?.value, entry.value))
    return
  const node = nodeOf(other, entry) ?? document.createNode(entry.value)
  if (own !== null) return document.setIn(own, node)
  const section: unknown = document.get(entry.section)
  if (isSeq(section)) section.add(node)
  else if (entry.key === null) document.set(entry.section, node)
  else if (isMap(section)) section.set(entry.key, node)
  else
    document.set(entry.section, document.createNode(isListed(other, entry) ? [node] : { [entry.key]: node }))
}

function nodeOf(other: Document.Parsed, entry: Entry): Node | null {
  const at = placeOf(other, entry)
  const node: unknown = at === null ? null : other.getIn(at, true)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `getIn` with `true` gives nodes
  return typeof node === 'object' && node !== null ? (node as Node) : null
}

function isListed(other: Document.Parsed, { section }: Entry): boolean {
  return isSeq(other.get(section))
}

function arrange(document: Document.Parsed, section: string, order: readonly string[]): void {
  const list: unknown = document.get(section)
  if (!isSeq(list)) return
  const places = order.map((key) => placeOf(document, { section, key, value: null })?.[1])
  const items = places.map((at) => (typeof at === 'number' ? list.items[at] : null))
  if (items.length === list.items.length && items.every((item) => item !== null)) setItems(list, items)
}

function setItems(list: YAMLSeq, items: readonly unknown[]): void {
  list.items = [...items]
}

function versionOf(text: string): number {
  const version: unknown = openDocument(text).getIn(['metadata', 'version'])
  return typeof version === 'number' ? version : 1
}
