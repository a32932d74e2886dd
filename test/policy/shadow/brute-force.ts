import fc from 'fast-check'
import { parseProjectName } from '../../../src/python/index.ts'

/** A rule's conditions, over values few enough that everything that they can match is tried. */
export interface SmallMatch {
  readonly project?: string[]
  readonly projectNot?: string[]
  readonly index?: string[]
  readonly indexNot?: string[]
  readonly kind?: ('wheel' | 'sdist' | 'vcs')[]
  readonly channel?: ('index' | 'file')[]
  readonly context?: ('workstation' | 'ci')[]
}

/** What a rule is held against. */
export interface SmallFact {
  readonly name: string | null
  readonly indexes: readonly string[]
  readonly kind: 'wheel' | 'sdist' | 'vcs' | 'directory'
  readonly channel: 'index' | 'file' | 'cache'
  readonly context: 'workstation' | 'ci'
}

export const INDEXES = { acme: { url: 'https://acme.example/simple/' } }

const NAME_LETTERS = ['a', 'b', 'c', '-']
const LONGEST_NAME = 6

/** Every name of up to six letters of three and `-`; `c` stands for what no pattern names. */
export const NAMES: readonly string[] = namesTo(LONGEST_NAME)

function namesTo(length: number): readonly string[] {
  if (length === 0) return []
  const shorter = namesTo(length - 1)
  const longest = length === 1 ? [''] : words(length - 1)
  const made = longest.flatMap((word) => NAME_LETTERS.map((letter) => word + letter))
  return [...shorter, ...made.filter((name) => parseProjectName(name) === name)]
}

function words(length: number): readonly string[] {
  if (length === 0) return ['']
  return words(length - 1).flatMap((word) => NAME_LETTERS.map((letter) => word + letter))
}

const KINDS = ['wheel', 'sdist', 'vcs', 'directory'] as const
const CHANNELS = ['index', 'file', 'cache'] as const
const CONTEXTS = ['workstation', 'ci'] as const
const ORIGINS = [[], ['default'], ['acme']] as const

/** Everything but the names. */
const CELLS: readonly Omit<SmallFact, 'name'>[] = KINDS.flatMap((kind) =>
  CHANNELS.flatMap((channel) =>
    CONTEXTS.flatMap((context) => ORIGINS.map((indexes) => ({ kind, channel, context, indexes }))),
  ),
)

/** For each rule something that it is the first to match, or null where there is nothing. */
export function firstMatches(rules: readonly SmallMatch[]): readonly (SmallFact | null)[] {
  const sets = rules.map(namesOf)
  return rules.map((rule, at) => {
    for (const cell of CELLS) {
      if (!holds(rule, cell)) continue
      const earlier = rules
        .slice(0, at)
        .flatMap((other, nth) => (holds(other, cell) ? [sets[nth] ?? 0n] : []))
      const left = (sets[at] ?? 0n) & ~earlier.reduce((all, set) => all | set, 0n)
      if (left !== 0n) return { ...cell, name: nameOf(left) }
    }
    return null
  })
}

/** A bit for each name that the rule is about, and one before them for a tree without a name. */
function namesOf({ project, projectNot = [] }: SmallMatch): bigint {
  const unnamed = project === undefined || project.includes('*') ? 1n : 0n
  const of = project === undefined ? ALL : union(project)
  return ((of & ~union(projectNot)) << 1n) | unnamed
}

const ALL = (1n << BigInt(NAMES.length)) - 1n
const byPattern = new Map<string, bigint>()

function union(patterns: readonly string[]): bigint {
  return patterns.reduce((all, pattern) => all | matchedBy(pattern), 0n)
}

/** Matched by a regular expression: nothing of what is tested. */
function matchedBy(pattern: string): bigint {
  const kept = byPattern.get(pattern)
  if (kept !== undefined) return kept
  const expression = new RegExp(`^${pattern.replaceAll('*', '.*')}$`)
  const bits = NAMES.map((name) => (expression.test(name) ? '1' : '0'))
  const set = BigInt(`0b${bits.toReversed().join('')}`)
  byPattern.set(pattern, set)
  return set
}

function nameOf(set: bigint): string | null {
  const at = set.toString(2).length - 1
  return at === 0 ? null : (NAMES[at - 1] ?? null)
}

function holds(rule: SmallMatch, cell: Omit<SmallFact, 'name'>): boolean {
  return (
    isAmong(rule.kind, cell.kind) &&
    isAmong(rule.channel, cell.channel) &&
    isAmong(rule.context, cell.context) &&
    (rule.index === undefined || rule.index.some((name) => cell.indexes.includes(name))) &&
    !(rule.indexNot ?? []).some((name) => cell.indexes.includes(name))
  )
}

function isAmong(allowed: readonly string[] | undefined, item: string): boolean {
  return allowed === undefined || allowed.includes(item)
}

const pattern = fc
  .string({ unit: fc.constantFrom('a', 'b', '-', '*', '*'), minLength: 1, maxLength: 3 })
  .filter((text) => !/\*\*|--|^-|-$/.test(text))
const patterns = fc.array(pattern, { minLength: 1, maxLength: 2 })
const some = <Value>(...values: Value[]) => fc.subarray(values, { minLength: 1 })

/** Most conditions are absent, so that rules meet often. */
function seldom<Value>(values: fc.Arbitrary<Value>, weight = 1): fc.Arbitrary<Value | null> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight, arbitrary: values })
}

const smallMatch: fc.Arbitrary<SmallMatch> = fc
  .record({
    project: seldom(patterns, 6),
    projectNot: seldom(patterns),
    index: seldom(some('default', 'acme')),
    indexNot: seldom(some('default', 'acme')),
    kind: seldom(some<'wheel' | 'sdist' | 'vcs'>('wheel', 'sdist', 'vcs')),
    channel: seldom(some<'index' | 'file'>('index', 'file')),
    context: seldom(some<'workstation' | 'ci'>('workstation', 'ci'), 2),
  })
  .map((match) => Object.fromEntries(Object.entries(match).filter(([, value]) => value !== null)))
  .filter((match) => Object.keys(match).length > 0)

/** Lists of rules, many of which hide others. */
export const smallRules: fc.Arbitrary<SmallMatch[]> = fc.array(smallMatch, { minLength: 2, maxLength: 7 })
