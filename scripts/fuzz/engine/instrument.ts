import {
  parse,
  type AnyNode,
  type DoWhileStatement,
  type ForInStatement,
  type ForOfStatement,
  type ForStatement,
  type IfStatement,
  type Node,
  type WhileStatement,
} from 'acorn'
import { COUNTERS } from './counters.ts'

/** A program that counts how often each of its blocks is reached. */
export interface Instrumented {
  readonly code: string
  /** How many counters it has, from the first one on. */
  readonly counters: number
}

/** What is written at one place: ends of what is inside come before beginnings of what follows. */
interface Insertion {
  close: string
  open: string
}

/**
 * Puts a counter at the start of every function, branch, loop, case and right operand of a JavaScript text. Counters are
 * `COUNTERS[first …]`. Throws `SyntaxError` for what is no JavaScript.
 */
export function instrument(code: string, sourceType: 'module' | 'commonjs', first: number): Instrumented {
  const insertions = new Map<number, Insertion>()
  let next = first
  const at = (place: number): Insertion => {
    const found = insertions.get(place) ?? { close: '', open: '' }
    insertions.set(place, found)
    return found
  }
  const counter = (): string => `${COUNTERS}[${next++}]++`
  const around = (node: Node, [open, close]: readonly [string, string]): void => {
    at(node.start).open += open
    at(node.end).close = close + at(node.end).close
  }
  const statement = (node: AnyNode): void => {
    if (node.type === 'BlockStatement') at(node.start + 1).close += `${counter()};`
    else around(node, [`{${counter()};`, '}'])
  }
  const expression = (node: AnyNode): void => around(node, [`(${counter()},`, ')'])
  const options = { ecmaVersion: 'latest', sourceType, allowHashBang: true } as const
  for (const node of nodesOf(parse(code, options))) mark(node, { statement, expression, at, counter })
  return { code: written(code, insertions), counters: next - first }
}

interface Marks {
  readonly statement: (node: AnyNode) => void
  readonly expression: (node: AnyNode) => void
  readonly at: (place: number) => Insertion
  readonly counter: () => string
}

type Loop = ForStatement | ForInStatement | ForOfStatement | WhileStatement | DoWhileStatement

function isLoop(node: AnyNode): node is Loop {
  return /^(?:For(?:In|Of)?|While|DoWhile)Statement$/.test(node.type)
}

function mark(node: AnyNode, marks: Marks): void {
  const { statement, expression, at, counter } = marks
  if (node.type === 'IfStatement') markBranches(node, marks)
  else if (isLoop(node) || node.type === 'CatchClause') statement(node.body)
  else if (node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression') statement(node.body)
  else if (node.type === 'ArrowFunctionExpression') {
    if (node.body.type === 'BlockStatement') statement(node.body)
    else expression(node.body)
  } else if (node.type === 'LogicalExpression') expression(node.right)
  else if (node.type === 'ConditionalExpression') {
    expression(node.consequent)
    expression(node.alternate)
  } else if (node.type === 'SwitchCase') {
    const [body] = node.consequent
    if (body !== undefined) at(body.start).open += `${counter()};`
  }
}

/** What ends at one place is written from the inside out: the outer is marked first. */
function markBranches({ consequent, alternate, end }: IfStatement, { statement, at, counter }: Marks): void {
  if (alternate) statement(alternate)
  else at(end).close = `else{${counter()};}${at(end).close}`
  statement(consequent)
}

/** Outer nodes before inner ones. */
function* nodesOf(root: AnyNode): Generator<AnyNode> {
  yield root
  for (const value of Object.values(root)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) yield* nodesOf(child)
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

function written(code: string, insertions: ReadonlyMap<number, Insertion>): string {
  const parts: string[] = []
  let done = 0
  for (const [place, { close, open }] of [...insertions].toSorted(([a], [b]) => a - b)) {
    parts.push(code.slice(done, place), close, open)
    done = place
  }
  return parts.join('') + code.slice(done)
}
