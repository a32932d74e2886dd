import { Lexer, LineCounter, parseDocument, type Document, type YAMLError } from 'yaml'
import type { JsonValue } from '../../encoding/index.ts'
import { POLICY_LIMITS } from '../limits.ts'
import type { Path, Place, PolicyProblem, PolicyProblemCode } from '../policy-problem.ts'
import { locateValues, ValueProblem, type Located } from './locate-values.ts'

/** A YAML text as plain values, with the place of each. */
export interface YamlText {
  readonly value: JsonValue
  /** Where the value at `path` starts, or its key. A path that leads nowhere gives the nearest place above it. */
  readonly where: (path: Path, part?: 'key' | 'value') => Place
}

export type YamlResult =
  | { readonly ok: true; readonly yaml: YamlText }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] }

const TOP: Place = { line: 1, column: 1 }

/**
 * Reads one YAML 1.2 document within `POLICY_LIMITS`. Duplicate keys, merge keys, tags of other schemas, other YAML
 * versions, references to what is not yet complete and lone surrogates are problems. Never throws for any text.
 */
export function readYaml(text: string): YamlResult {
  const early = boundsProblem(text)
  if (early !== null) return { ok: false, problems: [early] }
  const lines = new LineCounter()
  const document = parseWithin(text, lines)
  if (document === null)
    return { ok: false, problems: [problem('too-deep', TOP, 'nested too deep to be read')] }
  const problems = documentProblems(document, lines)
  if (problems.length > 0) return { ok: false, problems: problems.slice(0, POLICY_LIMITS.maxProblems) }
  return located(document, lines)
}

function boundsProblem(text: string): PolicyProblem | null {
  const { maxBytes } = POLICY_LIMITS
  const bytes = Buffer.byteLength(text)
  if (bytes > maxBytes) return problem('too-large', TOP, `${bytes} bytes; a policy has at most ${maxBytes}`)
  if (!text.isWellFormed()) return problem('syntax', TOP, 'the text is not well-formed Unicode')
  return tokenProblem(text)
}

/** The lexer is a generator, so a hostile text is given up early; what comes after a unit separator is a scalar's text. */
function tokenProblem(text: string): PolicyProblem | null {
  let tokens = 0
  let depth = 0
  let previous = ''
  for (const lexeme of new Lexer().lex(text)) {
    tokens += 1
    if (previous !== '\u{1f}') depth += flowStep(lexeme)
    if (tokens > POLICY_LIMITS.maxTokens) return problem('too-many', TOP, 'more parts than a policy can have')
    if (depth > POLICY_LIMITS.maxDepth)
      return problem('too-deep', TOP, `nested deeper than ${POLICY_LIMITS.maxDepth}`)
    previous = lexeme
  }
  return null
}

function flowStep(lexeme: string): number {
  if (lexeme === '[' || lexeme === '{') return 1
  return lexeme === ']' || lexeme === '}' ? -1 : 0
}

/**
 * Unique keys are checked by us: the parser's own check takes time quadratic in their number. A second document is
 * told only at log level `error`; nothing is ever printed.
 */
function parseWithin(text: string, lineCounter: LineCounter): Document.Parsed | null {
  const options = {
    prettyErrors: false,
    uniqueKeys: false,
    stringKeys: true,
    resolveKnownTags: false,
  } as const
  try {
    return parseDocument(text, { ...options, logLevel: 'error', lineCounter })
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

function documentProblems(document: Document.Parsed, lines: LineCounter): readonly PolicyProblem[] {
  const told = [...document.errors, ...document.warnings].map((error) => fromYaml(error, lines))
  const { yaml } = document.directives
  const other = yaml.explicit === true && yaml.version !== '1.2'
  return other
    ? [problem('syntax', TOP, `YAML ${yaml.version} is asked for; a policy is YAML 1.2`), ...told]
    : told
}

function fromYaml(error: YAMLError, lines: LineCounter): PolicyProblem {
  const code = error.code === 'RESOURCE_EXHAUSTION' ? 'too-deep' : 'syntax'
  return problem(code, placeOf(error.pos[0], lines), lowerFirst(error.message))
}

function located(document: Document.Parsed, lines: LineCounter): YamlResult {
  try {
    const root = locateValues(document.contents)
    return {
      ok: true,
      yaml: { value: root.value, where: (path, part) => placeOf(offsetOf(root, path, part), lines) },
    }
  } catch (error) {
    if (!(error instanceof ValueProblem)) throw error
    return { ok: false, problems: [problem(error.code, placeOf(error.offset, lines), error.message)] }
  }
}

function offsetOf(root: Located, path: Path, part: 'key' | 'value' = 'value'): number {
  let node = root
  let offset = root.offset
  for (const [at, step] of path.entries()) {
    const child = node.children.get(step)
    if (child === undefined) return offset
    const wantsKey = part === 'key' && at === path.length - 1
    offset = wantsKey ? child.keyOffset : child.node.offset
    node = child.node
  }
  return offset
}

function placeOf(offset: number, lines: LineCounter): Place {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(line, 1), column: Math.max(col, 1) }
}

function problem(code: PolicyProblemCode, place: Place, message: string): PolicyProblem {
  return { code, message, ...place, hint: null }
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1)
}
