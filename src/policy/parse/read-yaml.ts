import { Composer, Lexer, LineCounter, Parser, type CST, type Document, type YAMLError } from 'yaml'
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
  const lexed = lexemesWithin(text)
  if (!lexed.ok) return { ok: false, problems: [lexed.problem] }
  const lines = new LineCounter()
  const documents = parseLexemes(lexed.lexemes, text.length, lines)
  if (documents === null)
    return { ok: false, problems: [problem('too-deep', TOP, 'nested too deep to be read')] }
  const [document, second] = documents
  const problems = [...secondProblem(second, lines), ...documentProblems(document, lines)]
  if (problems.length > 0) return { ok: false, problems: problems.slice(0, POLICY_LIMITS.maxProblems) }
  return located(document, lines)
}

function boundsProblem(text: string): PolicyProblem | null {
  const { maxBytes } = POLICY_LIMITS
  const bytes = Buffer.byteLength(text)
  if (bytes > maxBytes) return problem('too-large', TOP, `${bytes} bytes; a policy has at most ${maxBytes}`)
  if (!text.isWellFormed()) return problem('syntax', TOP, 'the text is not well-formed Unicode')
  return null
}

type Lexed =
  | { readonly ok: true; readonly lexemes: readonly string[] }
  | { readonly ok: false; readonly problem: PolicyProblem }

/** The lexer is a generator, so a hostile text is given up early; what comes after a unit separator is a scalar's text. */
function lexemesWithin(text: string): Lexed {
  const lexemes: string[] = []
  let depth = 0
  let previous = ''
  for (const lexeme of new Lexer().lex(text)) {
    lexemes.push(lexeme)
    if (previous !== '\u{1f}') depth += flowStep(lexeme)
    if (lexemes.length > POLICY_LIMITS.maxTokens)
      return { ok: false, problem: problem('too-many', TOP, 'more parts than a policy can have') }
    if (depth > POLICY_LIMITS.maxDepth) return { ok: false, problem: tooDeep() }
    previous = lexeme
  }
  return { ok: true, lexemes }
}

function tooDeep(): PolicyProblem {
  return problem('too-deep', TOP, `nested deeper than ${POLICY_LIMITS.maxDepth}`)
}

function flowStep(lexeme: string): number {
  if (lexeme === '[' || lexeme === '{') return 1
  return lexeme === ']' || lexeme === '}' ? -1 : 0
}

/** Unique keys are checked by us: the parser's own check takes time quadratic in their number. Nothing is ever printed. */
const OPTIONS = {
  prettyErrors: false,
  uniqueKeys: false,
  stringKeys: true,
  resolveKnownTags: false,
  logLevel: 'error',
} as const

type Documents = readonly [Document.Parsed, ...Document.Parsed[]]

/** Parses what was lexed, which is not done twice. Null where it is nested too deep for the parser. */
function parseLexemes(lexemes: readonly string[], length: number, lines: LineCounter): Documents | null {
  try {
    const composer = new Composer(OPTIONS)
    const documents = Array.from(composer.compose(tokensOf(lexemes, lines), true, length))
    const [first, ...rest] = documents
    return first === undefined ? null : [first, ...rest]
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

function* tokensOf(lexemes: readonly string[], lines: LineCounter): Generator<CST.Token> {
  const parser = new Parser(lines.addNewLine)
  lines.addNewLine(0)
  for (const lexeme of lexemes) yield* parser.next(lexeme)
  yield* parser.end()
}

function secondProblem(second: Document.Parsed | undefined, lines: LineCounter): readonly PolicyProblem[] {
  if (second === undefined) return []
  return [problem('syntax', placeOf(second.range[0], lines), 'a second document; a policy is one')]
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
