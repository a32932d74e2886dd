import * as v from 'valibot'
import { POLICY_LIMITS } from '../limits.ts'
import type { Path, PolicyProblem, PolicyProblemCode } from '../policy-problem.ts'
import { policyFileSchema, type PolicyFile } from '../schema/index.ts'
import type { YamlText } from './read-yaml.ts'

type Issue = v.InferIssue<typeof policyFileSchema>

export type ShapeResult =
  | { readonly ok: true; readonly file: PolicyFile }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] }

/** Holds the values against the schema; every problem with its line and column. */
export function checkShape(yaml: YamlText): ShapeResult {
  const result = v.safeParse(policyFileSchema, yaml.value)
  if (result.success) return { ok: true, file: result.output }
  const problems = result.issues.slice(0, POLICY_LIMITS.maxProblems).map((issue) => toProblem(issue, yaml))
  return { ok: false, problems }
}

function toProblem(issue: Issue, yaml: YamlText): PolicyProblem {
  const path = pathOf(issue)
  const name = nameOf(path)
  const code = codeOf(issue)
  const place = yaml.where(path, code === 'unknown-key' ? 'key' : 'value')
  return { code, message: wordsOf(issue, code, name), ...place, hint: hintOf(code) }
}

function pathOf(issue: Issue): Path {
  return (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)))
}

/** The key, or the place in the list of a key. */
function nameOf(path: Path): string {
  const last = path.at(-1)
  if (last === undefined) return 'the file'
  return typeof last === 'number' ? `${path.at(-2) ?? ''}[${last}]` : last
}

function codeOf(issue: Issue): PolicyProblemCode {
  if (issue.kind !== 'schema' || issue.path?.at(-1)?.origin !== 'key') return 'value'
  return issue.expected === 'never' ? 'unknown-key' : 'missing-key'
}

function wordsOf(issue: Issue, code: PolicyProblemCode, name: string): string {
  if (code === 'unknown-key') return `\`${name}\` is not a key that can stand here`
  if (code === 'missing-key') return `\`${name}\` is missing`
  const expected = issue.kind === 'schema' ? expectedText(issue.expected) : issue.message
  return `\`${name}\`: expected ${expected}, found ${foundText(issue.input)}`
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  Object: 'keys with values',
  Array: 'a list',
  string: 'a text',
  boolean: 'true or false',
  number: 'a number',
}

function expectedText(expected: string | null): string {
  if (expected === null) return 'something else'
  return TYPE_WORDS[expected] ?? expected.replaceAll('|', 'or').replaceAll(/[()]/g, '')
}

function foundText(input: unknown): string {
  if (input === null || input === undefined) return 'nothing'
  if (Array.isArray(input)) return 'a list'
  if (typeof input === 'object') return 'keys with values'
  const text = JSON.stringify(input)
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

function hintOf(code: PolicyProblemCode): string | null {
  return code === 'unknown-key' || code === 'missing-key' ? 'trustctl policy schema lists the keys' : null
}
