import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml'
import type { JsonValue } from '../../encoding/index.ts'
import { POLICY_LIMITS } from '../limits.ts'
import type { PolicyProblemCode } from '../policy-problem.ts'

/** A value with the offset of its text, and its children by key or index. */
export interface Located {
  readonly value: JsonValue
  readonly offset: number
  /** Values in it, itself included, and how deep they go. */
  readonly size: number
  readonly height: number
  readonly children: ReadonlyMap<string | number, { readonly keyOffset: number; readonly node: Located }>
}

/** Thrown to leave the walk; caught by `readYaml`. */
export class ValueProblem extends Error {
  readonly code: PolicyProblemCode
  readonly offset: number

  constructor(code: PolicyProblemCode, offset: number, message: string) {
    super(message)
    this.name = 'ValueProblem'
    this.code = code
    this.offset = offset
  }
}

interface Walk {
  readonly anchors: Map<string, Located>
  values: number
  aliases: number
}

/** Names that objects inherit: as keys they would be lost or change the object that they are put in. */
const UNUSABLE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'prototype', 'constructor'])

const NO_CHILDREN: Located['children'] = new Map()

/** Turns a document's nodes into plain values, within the limits. Throws `ValueProblem`. */
export function locateValues(contents: Node | null): Located {
  if (contents === null) throw new ValueProblem('syntax', 0, 'the file is empty')
  return visit(contents, 1, { anchors: new Map(), values: 0, aliases: 0 })
}

function visit(node: unknown, depth: number, walk: Walk): Located {
  const offset = offsetOf(node)
  checkDepth(depth, offset)
  count(1, offset, walk)
  if (isAlias(node)) return aliased(node.source, { offset, depth }, walk)
  const located = visitContent(node, depth, offset, walk)
  // Known only from here on, so that nothing can contain itself.
  if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor !== undefined)
    walk.anchors.set(node.anchor, located)
  return located
}

function visitContent(node: unknown, depth: number, offset: number, walk: Walk): Located {
  if (isMap(node)) return visitMap(node, depth, offset, walk)
  if (isSeq(node)) return visitSeq(node, depth, offset, walk)
  const value = scalarValue(isScalar(node) ? node.value : null, offset)
  return { value, offset, size: 1, height: 1, children: NO_CHILDREN }
}

function checkDepth(depth: number, offset: number): void {
  const { maxDepth } = POLICY_LIMITS
  if (depth > maxDepth) throw new ValueProblem('too-deep', offset, `nested deeper than ${maxDepth}`)
}

function count(values: number, offset: number, walk: Walk): void {
  walk.values += values
  if (walk.values > POLICY_LIMITS.maxValues)
    throw new ValueProblem('too-many', offset, 'more values than a policy can have')
}

function aliased(name: string, at: { readonly offset: number; readonly depth: number }, walk: Walk): Located {
  walk.aliases += 1
  if (walk.aliases > POLICY_LIMITS.maxAliases) {
    throw new ValueProblem('too-many', at.offset, `more than ${POLICY_LIMITS.maxAliases} aliases`)
  }
  const target = walk.anchors.get(name)
  if (target === undefined)
    throw new ValueProblem('syntax', at.offset, `\`*${name}\` refers to nothing complete above it`)
  checkDepth(at.depth + target.height - 1, at.offset)
  count(target.size, at.offset, walk)
  return target
}

/** What a collection adds up to, from its children's nodes. */
function extent(nodes: readonly Located[]): { readonly size: number; readonly height: number } {
  const size = nodes.reduce((sum, node) => sum + node.size, 1)
  return { size, height: nodes.reduce((most, node) => Math.max(most, node.height), 0) + 1 }
}

function visitMap(map: YAMLMap, depth: number, offset: number, walk: Walk): Located {
  const children = new Map<string, { keyOffset: number; node: Located }>()
  for (const pair of map.items) {
    const { key, keyOffset } = keyOf(pair)
    if (children.has(key)) throw new ValueProblem('duplicate-key', keyOffset, `\`${key}\` is there twice`)
    children.set(key, { keyOffset, node: visit(pair.value, depth + 1, walk) })
  }
  const value = Object.fromEntries(Array.from(children, ([key, { node }]) => [key, node.value]))
  return { value, offset, ...extent(Array.from(children.values(), ({ node }) => node)), children }
}

function keyOf(pair: Pair): { key: string; keyOffset: number } {
  const keyOffset = offsetOf(pair.key)
  if (!isScalar(pair.key) || typeof pair.key.value !== 'string') {
    throw new ValueProblem('syntax', keyOffset, 'a key must be a text')
  }
  const key = pair.key.value
  if (UNUSABLE_KEYS.has(key)) throw new ValueProblem('unknown-key', keyOffset, `\`${key}\` can't be a key`)
  if (!key.isWellFormed()) throw new ValueProblem('syntax', keyOffset, 'a key is not well-formed Unicode')
  return { key, keyOffset }
}

function visitSeq(seq: YAMLSeq, depth: number, offset: number, walk: Walk): Located {
  const nodes = seq.items.map((item) => visit(item, depth + 1, walk))
  const children = new Map(nodes.map((node, at) => [at, { keyOffset: node.offset, node }]))
  return { value: nodes.map(({ value }) => value), offset, ...extent(nodes), children }
}

function scalarValue(value: unknown, offset: number): JsonValue {
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value === 'string' && value.isWellFormed()) return value
  throw new ValueProblem('value', offset, 'not a text, number, truth value or null of JSON')
}

function offsetOf(node: unknown): number {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? (node.range?.[0] ?? 0) : 0
}
