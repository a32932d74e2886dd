import { POLICY_LIMITS } from '../limits.ts'
import type { MatchEntry, PolicyFile } from '../schema/index.ts'
import { byHead, type ByHead } from './by-head.ts'
import { cellsOf, holdsIn, type Cell } from './cells.ts'
import { likelyNames, mayMeet, nameSet, surelyCovers, type NameSet } from './name-set.ts'
import { uncoveredName, type SearchBudget } from './uncovered-name.ts'

/** A rule that can never be the first to match, and rules above it that together match all that it does; by position. */
export interface Shadow {
  readonly rule: number
  /** Empty where it matches nothing at all. */
  readonly by: readonly number[]
}

interface Candidate {
  readonly match: MatchEntry
  readonly names: NameSet
}

/**
 * Rules that can never decide, also where it takes several rules above them. Exact over everything that conditions can
 * tell apart, but where the search is given up at `maxShadowSteps`: what is not settled by then is not reported.
 */
export function findShadows(
  matches: readonly MatchEntry[],
  indexes: PolicyFile['indexes'],
): readonly Shadow[] {
  const rules = matches.map((match) => ({ match, names: nameSet(match) }))
  const cells = cellsOf(matches, indexes)
  const search = { cells, budget: { left: POLICY_LIMITS.maxShadowSteps }, found: byHead<Candidate>() }
  return rules.flatMap((rule, at) => {
    const by = shadowedBy(rule, rules.slice(0, at), search)
    search.found.add(rule)
    return by === null ? [] : [{ rule: at, by }]
  })
}

interface Search {
  readonly cells: readonly Cell[]
  readonly budget: SearchBudget
  /** The rules above, by name. */
  readonly found: ByHead<Candidate>
}

/** Null where it is the first to match something. */
function shadowedBy(
  rule: Candidate,
  earlier: readonly Candidate[],
  { cells, budget, found }: Search,
): readonly number[] | null {
  const by = new Set<number>()
  const likely = likelyNames(rule.names)
  for (const cell of cells) {
    if (!holdsIn(rule.match, cell)) continue
    if (likely.some((name) => !isMatched(name, cell, found))) return null
    const there = earlier.flatMap(({ match, names }, at) => (holdsIn(match, cell) ? [{ names, at }] : []))
    const covering = coveredBy(rule.names, there, budget)
    if (covering === null) return null
    for (const at of covering) by.add(at)
  }
  return smallest([...by], rule, earlier, cells)
}

function isMatched(name: string, cell: Cell, rules: ByHead<Candidate>): boolean {
  for (const { match } of rules.having(name)) if (holdsIn(match, cell)) return true
  return false
}

interface Earlier {
  readonly names: NameSet
  readonly at: number
}

/** Which of the rules cover all names of the set, in one cell; null where they leave one out. */
function coveredBy(
  names: NameSet,
  earlier: readonly Earlier[],
  budget: SearchBudget,
): readonly number[] | null {
  if (names.unnamed && !earlier.some((each) => each.names.unnamed)) return null
  const single = earlier.find((each) => surelyCovers(each.names, names))
  const unnamed = names.unnamed ? earlier.filter((each) => each.names.unnamed).slice(0, 1) : []
  if (single !== undefined) return [single, ...unnamed].map(({ at }) => at)
  const near = earlier.filter((each) => mayMeet(each.names, names))
  const found = uncoveredName(
    names,
    near.map((each) => each.names),
    budget,
  )
  if (found !== null) return null
  const isEmpty = !names.unnamed && uncoveredName(names, [], budget) === null
  return isEmpty ? [] : [...near, ...unnamed].map(({ at }) => at)
}

/** One rule that covers by itself is what a person wants to hear of. */
function smallest(
  by: readonly number[],
  rule: Candidate,
  earlier: readonly Candidate[],
  cells: readonly Cell[],
): readonly number[] {
  const alone = by.find((at) => {
    const other = earlier[at]
    return other !== undefined && coversAlone(other, rule, cells)
  })
  return alone === undefined ? by.toSorted((a, b) => a - b) : [alone]
}

function coversAlone(wide: Candidate, narrow: Candidate, cells: readonly Cell[]): boolean {
  if (!surelyCovers(wide.names, narrow.names) || (narrow.names.unnamed && !wide.names.unnamed)) return false
  return cells.every((cell) => !holdsIn(narrow.match, cell) || holdsIn(wide.match, cell))
}
