import { isDeepStrictEqual } from 'node:util'
import type { PolicyFile, RuleEntry } from '../../policy/index.ts'
import { turned, type Change, type Direction } from './change.ts'
import { areDisjoint, isAsStrict, matchCovers, type RuleIn } from './rule-strictness.ts'

/** The differences of two lists of rules of which the first match decides. */
export function compareRules(before: PolicyFile, after: PolicyFile): readonly Change[] {
  const [old, now] = [before.rules ?? [], after.rules ?? []]
  const kept = now.filter((rule) => old.some((other) => isSameRule(other, rule)))
  const isKept = ({ id }: RuleEntry): boolean => kept.some((rule) => rule.id === id)
  return [
    ...now.filter((rule) => !isKept(rule)).map((rule) => cameOrTurned(rule, before, after)),
    ...old
      .filter(({ id }) => !now.some((rule) => rule.id === id))
      .map((rule) => told(rule, removal(rule, before, after), 'is gone')),
    ...kept.flatMap((rule) => changed(rule, before, after)),
    ...moved(old, kept),
  ]
}

function told({ id }: RuleEntry, direction: Direction, what: string): Change {
  return { direction, where: `rules ${id}`, what }
}

/** One that is about other artifacts now has come in the place of one that is gone: both must tighten. */
function cameOrTurned(rule: RuleEntry, before: PolicyFile, after: PolicyFile): Change {
  const direction = addition(rule, before, after)
  const old = before.rules?.find(({ id }) => id === rule.id)
  if (old === undefined) return told(rule, direction, 'is new')
  const both = direction === 'tightens' ? removal(old, before, after) : direction
  return told(rule, both, turned('match', old.match, rule.match))
}

/** A rule about something else is another one, whatever it is called. */
function isSameRule(one: RuleEntry, other: RuleEntry): boolean {
  return one.id === other.id && isDeepStrictEqual(one.match, other.match)
}

/** What is behind it decided before about what it matches now; nothing behind it means that it was refused. */
function addition(rule: RuleEntry, before: PolicyFile, after: PolicyFile): Direction {
  const behind = counterparts(following(rule, after.rules ?? []), before.rules ?? [])
  const strict =
    rule.deny !== undefined ||
    (takesOver(behind, rule, (other) => isStrictBy(rule, after, other, before)) ?? false)
  return strict ? 'tightens' : 'may-loosen'
}

/** What is behind it decides now about what it matched; what nothing matches is refused. */
function removal(rule: RuleEntry, before: PolicyFile, after: PolicyFile): Direction {
  const behind = counterparts(following(rule, before.rules ?? []), after.rules ?? [])
  const strict =
    !hasNew(before, after) &&
    (takesOver(behind, rule, (other) => isStrictBy(other, after, rule, before)) ?? true)
  return strict ? 'tightens' : 'may-loosen'
}

function counterparts(rules: readonly RuleEntry[], others: readonly RuleEntry[]): readonly RuleEntry[] {
  return rules.flatMap((rule) => others.find((other) => isSameRule(rule, other)) ?? [])
}

function isStrictBy(after: RuleEntry, file: PolicyFile, before: RuleEntry, old: PolicyFile): boolean {
  const [one, other]: readonly [RuleIn, RuleIn] = [
    { rule: after, file },
    { rule: before, file: old },
  ]
  return isAsStrict(one, other)
}

/** What would decide in the new rule's place, or decides in the old one's. */
function following(rule: RuleEntry, rules: readonly RuleEntry[]): readonly RuleEntry[] {
  return rules.slice(rules.findIndex(({ id }) => id === rule.id) + 1)
}

/**
 * Whether `holds` for every rule that may decide about what `rule` matches, down to the first that matches all of it; null
 * where they hold and something may be left over that none matches.
 */
function takesOver(
  behind: readonly RuleEntry[],
  rule: RuleEntry,
  holds: (other: RuleEntry) => boolean,
): boolean | null {
  for (const other of behind) {
    if (areDisjoint(rule.match, other.match)) continue
    if (!holds(other)) return false
    if (other.deny === undefined && matchCovers(other.match, rule.match)) return true
  }
  return null
}

function hasNew(before: PolicyFile, after: PolicyFile): boolean {
  return (after.rules ?? []).some((rule) => !(before.rules ?? []).some((old) => isSameRule(old, rule)))
}

const SETTINGS = ['deny', 'warn', 'require', 'onMissing', 'onUnavailable', 'onTooYoung', 'message'] as const

function changed(rule: RuleEntry, before: PolicyFile, after: PolicyFile): readonly Change[] {
  const old = before.rules?.find(({ id }) => id === rule.id)
  if (old === undefined) return []
  const keys = SETTINGS.filter((key) => !isDeepStrictEqual(old[key], rule[key]))
  if (keys.length === 0) return []
  const strict = isStrictBy(rule, after, old, before)
  const mild = isStrictBy(old, before, rule, after)
  const direction = strict ? (mild ? 'neutral' : 'tightens') : mild ? 'loosens' : 'may-loosen'
  const what = keys.map((key) => turned(key, old[key], rule[key])).join('; ')
  return [{ direction, where: `rules ${rule.id}`, what }]
}

/** Two rules that can match the same and changed places. */
function moved(old: readonly RuleEntry[], kept: readonly RuleEntry[]): readonly Change[] {
  const place = new Map(old.map(({ id }, at) => [id, at]))
  return kept.flatMap((rule, at) => {
    const passed = kept
      .slice(0, at)
      .filter(
        (other) =>
          (place.get(other.id) ?? 0) > (place.get(rule.id) ?? 0) && !areDisjoint(rule.match, other.match),
      )
    const where = `rules ${rule.id}`
    const what = `comes after ${passed.map(({ id }) => id).join(', ')} now`
    return passed.length === 0 ? [] : [{ direction: 'may-loosen' as const, where, what }]
  })
}
