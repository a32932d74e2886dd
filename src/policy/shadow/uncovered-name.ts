import type { NameSet } from './name-set.ts'

/** How much the searches of one file may still read: for each letter of a name, the length of all patterns. */
export interface SearchBudget {
  left: number
}

/** Letters of normalised names (PEP 503): these, and single `-` between them. */
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'

/**
 * A name that is in `wanted` and in none of `covered`, or null where there is none. Exact: all that patterns can tell
 * apart is walked through, letter by letter. `undefined` where the budget is used up before that is known.
 */
export function uncoveredName(
  wanted: NameSet,
  covered: readonly NameSet[],
  budget: SearchBudget,
): string | null | undefined {
  const sets = [wanted, ...covered]
  const cost = sets.reduce((sum, { of, but }) => sum + [...(of ?? []), ...but].join('*').length, 1)
  const alphabet = alphabetOf([wanted, ...covered])
  let level: readonly Step[] = [{ name: '', states: sets.map(startOf) }]
  const seen = new Set<string>()
  while (level.length > 0) {
    const next: Step[] = []
    for (const { name, states } of level) {
      if (isName(name) && isUncovered(sets, states)) return name
      for (const letter of alphabet) {
        if (letter === '-' && (name === '' || name.endsWith('-'))) continue
        const step = { name: name + letter, states: states.map((state) => advance(state, letter)) }
        const key = keyOf(step)
        if (seen.has(key) || isHopeless(sets, step.states)) continue
        if (budget.left <= 0) return undefined
        budget.left -= cost
        seen.add(key)
        next.push(step)
      }
    }
    level = next
  }
  return null
}

interface Step {
  readonly name: string
  readonly states: readonly SetState[]
}

/** One pattern, as the positions that a name read so far may have reached in it: bit `n` is before its letter `n`. */
interface PatternState {
  readonly pattern: string
  readonly positions: bigint
}

interface SetState {
  readonly of: readonly PatternState[]
  readonly but: readonly PatternState[]
}

function startOf({ of, but }: NameSet): SetState {
  return { of: (of ?? []).map(unread), but: but.map(unread) }
}

function unread(pattern: string): PatternState {
  return { pattern, positions: pastStars(pattern, 1n) }
}

function advance({ of, but }: SetState, letter: string): SetState {
  return { of: of.map((state) => read(state, letter)), but: but.map((state) => read(state, letter)) }
}

function read({ pattern, positions }: PatternState, letter: string): PatternState {
  if (positions === 0n) return { pattern, positions }
  let reached = 0n
  for (let at = 0; at < pattern.length; at += 1) {
    if ((positions & (1n << BigInt(at))) === 0n) continue
    if (pattern[at] === '*') reached |= 1n << BigInt(at)
    else if (pattern[at] === letter) reached |= 1n << BigInt(at + 1)
  }
  return { pattern, positions: pastStars(pattern, reached) }
}

/** A star may stand for nothing. */
function pastStars(pattern: string, positions: bigint): bigint {
  let reached = positions
  for (let at = 0; at < pattern.length; at += 1) {
    const here = 1n << BigInt(at)
    if (pattern[at] === '*' && (reached & here) !== 0n) reached |= here << 1n
  }
  return reached
}

function isMatched({ pattern, positions }: PatternState): boolean {
  return (positions & (1n << BigInt(pattern.length))) !== 0n
}

function isIn({ of: all }: NameSet, { of, but }: SetState): boolean {
  return (all === null || of.some(isMatched)) && !but.some(isMatched)
}

function isUncovered([wanted, ...covered]: readonly NameSet[], states: readonly SetState[]): boolean {
  const [first, ...rest] = states
  if (wanted === undefined || first === undefined || !isIn(wanted, first)) return false
  return !covered.some((set, at) => {
    const state = rest[at]
    return state !== undefined && isIn(set, state)
  })
}

/** No continuation can be in what is wanted, or all of them are in something that covers. */
function isHopeless([wanted, ...covered]: readonly NameSet[], states: readonly SetState[]): boolean {
  const [first, ...rest] = states
  if (wanted === undefined || first === undefined) return true
  const dead = wanted.of !== null && first.of.every(({ positions }) => positions === 0n)
  if (dead || first.but.some(isForever)) return true
  return covered.some((set, at) => {
    const state = rest[at]
    if (state === undefined || state.but.some(({ positions }) => positions !== 0n)) return false
    return set.of === null || state.of.some(isForever)
  })
}

/** It ends in a star that has been reached: whatever follows matches. */
function isForever(state: PatternState): boolean {
  return state.pattern.endsWith('*') && isMatched(state)
}

function keyOf({ name, states }: Step): string {
  const sets = states.map(({ of, but }) =>
    [...of, ...but].map(({ positions }) => positions.toString(36)).join(','),
  )
  return `${isName(name) ? '' : '-'}${sets.join(';')}`
}

/** A name that is not cut off behind a `-`. */
function isName(name: string): boolean {
  return name !== '' && !name.endsWith('-')
}

/** The letters that patterns name, and one that stands for all others. */
function alphabetOf(sets: readonly NameSet[]): readonly string[] {
  const patterns = sets.flatMap(({ of, but }) => [...(of ?? []), ...but])
  const named = new Set(patterns.join(''))
  const other = LETTERS.split('').find((letter) => !named.has(letter))
  return [
    ...LETTERS.split('').filter((letter) => named.has(letter)),
    ...(other === undefined ? [] : [other]),
    '-',
  ]
}
