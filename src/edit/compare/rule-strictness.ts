import { isDeepStrictEqual } from 'node:util'
import type { MatchEntry, PolicyFile, RuleEntry } from '../../policy/index.ts'
import { implies } from './implies.ts'
import { treeOf } from './requirement-tree.ts'

/** A rule with the file that its names are looked up in. */
export interface RuleIn {
  readonly rule: RuleEntry
  readonly file: PolicyFile
}

const EFFECTS = ['allow', 'record', 'warn', 'block'] as const
const TOO_YOUNG = ['warn', 'older', 'block'] as const

/**
 * Whether `after` decides no milder than `before` about every artifact that both match. False where that is not plain to see.
 * Requirements of one name count as the same: a change of theirs is told by itself.
 */
export function isAsStrict(after: RuleIn, before: RuleIn): boolean {
  if (after.rule.id !== before.rule.id && (willChange(after) || willChange(before))) return false
  const sameSource = hasSameSource(after.rule.match, before.rule.match)
  if (after.rule.deny !== undefined) return denyIsAsStrict(after, before, sameSource)
  if (before.rule.deny !== undefined) return false
  if (before.rule.warn !== undefined && !(after.rule.warn !== undefined && sameSource)) return false
  return requiresAsMuch(after, before)
}

function willChange({ rule, file }: RuleIn): boolean {
  return (file.rollout ?? []).some((step) => step.rule === rule.id)
}

/** An exception may waive a word against a source, and then later rules decide: only a denial of the same kind stands for it. */
function denyIsAsStrict(after: RuleIn, before: RuleIn, sameSource: boolean): boolean {
  const { kind, channel } = after.rule.match
  if (kind === undefined && channel === undefined) return true
  return (before.rule.deny !== undefined && sameSource) || !waivesSource(after.file)
}

function waivesSource({ exceptions = [] }: PolicyFile): boolean {
  return exceptions.some(({ waive }) => waive.includes('source'))
}

function hasSameSource(one: MatchEntry, other: MatchEntry): boolean {
  return isDeepStrictEqual([one.kind, one.channel], [other.kind, other.channel])
}

function requiresAsMuch(after: RuleIn, before: RuleIn): boolean {
  const wanted = before.rule.require ?? []
  if (wanted.length === 0) return true
  return (
    effectsAsStrict(after.rule, before.rule) &&
    wanted.every((name) => (after.rule.require ?? []).some((own) => coversName(own, name, after, before)))
  )
}

function coversName(own: string, name: string, after: RuleIn, before: RuleIn): boolean {
  if (own === name) return true
  const strict = requirementOf(after.file, own)
  const asked = requirementOf(before.file, name)
  return strict !== undefined && asked !== undefined && implies(treeOf(strict), treeOf(asked))
}

function requirementOf({ requirements = {} }: PolicyFile, name: string) {
  return Object.hasOwn(requirements, name) ? requirements[name] : undefined
}

function effectsAsStrict(after: RuleEntry, before: RuleEntry): boolean {
  return (
    rank(EFFECTS, after.onMissing) >= rank(EFFECTS, before.onMissing) &&
    rank(EFFECTS, after.onUnavailable) >= rank(EFFECTS, before.onUnavailable) &&
    rank(TOO_YOUNG, after.onTooYoung) >= rank(TOO_YOUNG, before.onTooYoung)
  )
}

/** What is not set refuses. */
function rank<Item>(scale: readonly Item[], value: Item | undefined): number {
  return value === undefined ? scale.length - 1 : scale.indexOf(value)
}

/** Whether no artifact can match both: the kinds, channels or contexts of one are none of the other's. */
export function areDisjoint(one: MatchEntry, other: MatchEntry): boolean {
  return (['kind', 'channel', 'context'] as const).some((key) => {
    const [own, others] = [one[key], other[key]]
    return own !== undefined && others !== undefined && !own.some((item) => new Set<string>(others).has(item))
  })
}

/** Whether `wide` matches whatever `narrow` matches; false where that is hard to tell. */
export function matchCovers(wide: MatchEntry, narrow: MatchEntry): boolean {
  const conditions = new Map<string, unknown>(Object.entries(narrow))
  return Object.entries(wide).every(
    ([key, value]) =>
      (key === 'project' && wide.project?.includes('*') === true) ||
      isDeepStrictEqual(value, conditions.get(key)),
  )
}
