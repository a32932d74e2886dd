import { isMap, isScalar, parseDocument, type Document } from 'yaml'
import { readYaml } from './parse/index.ts'
import { PolicyError } from './policy-problem.ts'
import type { PresetName } from './presets.ts'

/**
 * The text of a policy file that extends `preset`: a new one where `text` is null, else the same with its `extends`
 * changed and its version raised by one; everything else stays as it was written. A file that already extends it comes
 * back as it is. Throws `PolicyError` `unreadable` where `text` is no YAML document with keys.
 */
export function usePreset(text: string | null, preset: PresetName): string {
  if (text === null) return newPolicy(preset)
  const document = readDocument(text)
  if (document.getIn(['extends', 0]) === `preset:${preset}`) return text
  const edits = [scalarEdit(document, ['extends', 0], () => `preset:${preset}`), raisedVersion(document)]
  if (edits[0] === null) return withExtends(document, preset)
  return applyEdits(
    text,
    edits.filter((edit) => edit !== null),
  )
}

function newPolicy(preset: PresetName): string {
  return [
    '# The policy of pip-trust for this user. What it does not say comes from the preset.',
    'apiVersion: trustctl/v1',
    'kind: Policy',
    'metadata: { name: mine, version: 1 }',
    `extends: [preset:${preset}]`,
    '',
  ].join('\n')
}

function readDocument(text: string): Document.Parsed {
  const read = readYaml(text)
  const first = read.ok ? null : read.problems[0]
  const document = first ? null : parseDocument(text)
  if (document !== null && isMap(document.contents)) return document
  const why = first ? `line ${first.line}: ${first.message}` : 'it is no list of keys'
  throw new PolicyError('unreadable', {
    message: `the policy can't be changed: ${why}`,
    hint: 'trustctl policy check',
  })
}

/** A piece of the text, from one offset to another, and what takes its place. */
interface Edit {
  readonly from: number
  readonly to: number
  readonly text: string
}

function scalarEdit(
  document: Document.Parsed,
  path: readonly (string | number)[],
  change: (value: unknown) => string,
): Edit | null {
  const node = document.getIn(path, true)
  const range = isScalar(node) ? node.range : null
  return isScalar(node) && range ? { from: range[0], to: range[1], text: change(node.value) } : null
}

function raisedVersion(document: Document.Parsed): Edit | null {
  const path = ['metadata', 'version']
  const version = document.getIn(path)
  return typeof version === 'number' ? scalarEdit(document, path, () => String(version + 1)) : null
}

function applyEdits(text: string, edits: readonly Edit[]): string {
  const backwards = edits.toSorted((a, b) => b.from - a.from)
  return backwards.reduce((whole, edit) => whole.slice(0, edit.from) + edit.text + whole.slice(edit.to), text)
}

/** There is none to change: the document is written anew, with its comments and the order of its keys. */
function withExtends(document: Document.Parsed, preset: PresetName): string {
  document.set('extends', document.createNode([`preset:${preset}`], { flow: true }))
  const version = document.getIn(['metadata', 'version'])
  if (typeof version === 'number') document.setIn(['metadata', 'version'], version + 1)
  return document.toString({ lineWidth: 0 })
}
