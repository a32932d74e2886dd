import { isDeepStrictEqual } from 'node:util'
import { isCollection, isMap, isNode, isScalar, parseDocument, type Document, type Node } from 'yaml'
import { POLICY_LIMITS, readYaml } from '../../policy/index.ts'
import { EditError } from '../edit-error.ts'
import { flowText } from './flow-text.ts'
import { inserted } from './insert-value.ts'
import { parseAssignment, pathIn, valueOf, type YamlPath } from './yaml-path.ts'

const PRINTED = { lineWidth: 0, flowCollectionPadding: true } as const

/**
 * The text with each `PATH=VALUE` done, in order. Comments and the order of keys stay; everything else of the text stays to
 * the letter, but where a value of several lines is replaced. Throws `EditError` `change`.
 */
export function setValues(text: string, assignments: readonly string[]): string {
  return assignments.map(parseAssignment).reduce((changed, assignment) => {
    const document = openDocument(changed)
    return setValue(changed, document, pathIn(document, assignment.steps), valueOf(assignment))
  }, text)
}

/** The text with its `metadata.version` set; as it is where it has none, for the reader to tell. */
export function withVersion(text: string, version: number): string {
  if (!readYaml(text).ok) return text
  const document = openDocument(text)
  const path = ['metadata', 'version']
  return typeof document.getIn(path) === 'number' ? setValue(text, document, path, version) : text
}

/** A text as a document to be changed. Throws `EditError` `change` where it is none with keys. */
export function openDocument(text: string): Document.Parsed {
  const read = readYaml(text)
  const first = read.ok ? null : read.problems[0]
  const document = first ? null : parseDocument(text, { stringKeys: true })
  if (document !== null && isMap(document.contents)) return document
  throw new EditError('change', {
    message: `the policy can't be changed: ${first ? `line ${first.line}: ${first.message}` : 'it is no list of keys'}`,
    hint: 'trustctl policy check',
  })
}

/** A document as text, in the house's form. */
export function printDocument(document: Document): string {
  return document.toString(PRINTED)
}

function setValue(text: string, document: Document.Parsed, path: YamlPath, value: unknown): string {
  const careful = document.hasIn(path)
    ? replaced(text, document, path, value)
    : inserted(text, document, path, value)
  setIn(document, path, value)
  return careful !== null && isSame(careful, document) ? careful : printDocument(document)
}

/** Only where the old value is one piece of one line, or a flow collection; null for anything else. */
function replaced(text: string, document: Document.Parsed, path: YamlPath, value: unknown): string | null {
  const node = document.getIn(path, true)
  const isPiece = isScalar(node) || (isCollection(node) && node.flow === true)
  const range = isPiece ? node.range : null
  if (!range) return null
  return text.slice(0, range[0]) + flowText(value) + text.slice(range[1])
}

function setIn(document: Document.Parsed, path: YamlPath, value: unknown): void {
  try {
    const node = document.createNode(value, { flow: true, aliasDuplicateObjects: false })
    keepComments(document.getIn(path, true), node)
    document.setIn(path, node)
  } catch (cause) {
    throw new EditError('change', {
      message: `\`${path.join('.')}\` can't be set: what is above it is no list or set of keys`,
      hint: 'trustctl policy show',
      cause,
    })
  }
}

/** What stands before a value, and behind it, is not about its form. */
function keepComments(old: unknown, node: Node): void {
  if (!isNode(old)) return
  const { commentBefore, comment, spaceBefore } = old
  Object.assign(node, { commentBefore, comment, spaceBefore })
}

/** Whether the text, changed with care, says what the changed document says. */
function isSame(text: string, document: Document): boolean {
  const read = parseDocument(text, { stringKeys: true })
  return read.errors.length === 0 && isDeepStrictEqual(plain(read), plain(document))
}

function plain(document: Document): unknown {
  const value: unknown = document.toJS({ maxAliasCount: POLICY_LIMITS.maxAliases })
  return value
}
