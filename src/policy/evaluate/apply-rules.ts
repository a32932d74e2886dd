import type { Shortfall } from '../../verdict/index.ts'
import { instantText } from '../duration.ts'
import type { FloorEntry, NamedRequirement, Policy, Rule, RuleSettings, Waivable } from '../policy.ts'
import { staleText } from './availability.ts'
import { compareEffects, MET, shortfall, toDecision, together, type Weighed } from './effect.ts'
import { matches } from './match-rule.ts'
import type { Scales } from './scales.ts'
import { announcedSteps, settingsAt } from './settings-at.ts'
import { isSourceCode, sourceCode } from './source-code.ts'
import type { Subject } from './subject.ts'
import { lockRequirement } from './weigh-lock.ts'
import { weigh } from './weigh.ts'

/** What one entry of the policy asks for. `at` is null for what is built in. */
export interface Part extends Weighed {
  readonly rule: string
  readonly at: string | null
  readonly exception: string | null
  readonly message: string | null
  /** True for a rule: what it says an exception may speak against. */
  readonly ofRule: boolean
}

/** Whom rules are applied to, by which policy and clock, and what an exception waives. */
export interface Applied {
  readonly policy: Policy
  readonly subject: Subject
  readonly now: number
  readonly waived: ReadonlySet<Waivable>
}

export const NOTHING_WAIVED: ReadonlySet<Waivable> = new Set()

/** The first rule that matches. A word against a source that is waived is passed over, so that later rules still ask theirs. */
export function applyRules(applied: Applied): Part {
  const rule = decidingRule(applied)
  return rule === null ? noRule() : rulePart(rule, applied)
}

/** The rule that decides; null where none does. */
export function decidingRule(applied: Applied): Rule | null {
  const { subject, policy } = applied
  let first = policy.rules.length
  for (const list of policy.lookup.candidates(subject.project)) first = firstOf(list, first, applied)
  return policy.rules[first] ?? null
}

/** The first of the rules at these positions that decides, where it stands before `least`. */
function firstOf(positions: readonly number[], least: number, applied: Applied): number {
  for (const at of positions) {
    const rule = applied.policy.rules[at]
    if (at >= least || rule === undefined) return least
    if (matches(rule.match, applied.subject) && !isDenialWaived(rule, applied)) return at
  }
  return least
}

/** What a rule asks for, of an artifact that it is about. */
export function rulePart(rule: Rule, applied: Applied): Part {
  return { ...placeOf(rule), ...applyRule(rule, applied), message: rule.message, ofRule: true }
}

/** Whether the exception passes over this rule's denial. */
export function isDenialWaived(rule: Rule, { subject, waived }: Applied): boolean {
  return rule.deny !== null && waived.has('source') && isSourceCode(sourceCode(rule.match, subject))
}

function noRule(): Part {
  const expected = 'a rule that is about this artifact'
  const reason: Shortfall = { code: 'TC4002', subject: 'rule', expected, found: 'none', fix: [] }
  const place = { rule: 'none', at: null, exception: null, message: null, ofRule: false }
  return { ...place, ...shortfall('block', reason) }
}

function applyRule(rule: Rule, applied: Applied): Weighed {
  if (rule.deny !== null) return word('block', rule.deny, rule, applied.subject)
  const today = together([warning(rule, applied), required(rule, settingsAt(rule, applied.now), applied)])
  return together([today, ...announced(rule, today, applied)])
}

/** What will be decided more strictly from a day on is warned about before. */
function announced(rule: Rule, today: Weighed, applied: Applied): readonly Weighed[] {
  return announcedSteps(rule, applied.now).flatMap(({ step, settings }) => {
    const then = required(rule, settings, applied)
    if (!isStricter(then, today)) return []
    const [first] = then.reasons
    const reason: Shortfall = {
      code: 'TC4017',
      subject: 'rollout',
      expected: `from ${instantText(step.from)}: ${first?.expected ?? rule.id}`,
      found: first?.found ?? 'less',
      fix: [],
    }
    return [shortfall('warn', reason)]
  })
}

function isStricter(then: Weighed, today: Weighed): boolean {
  return toDecision(then.effect) !== toDecision(today.effect) && compareEffects(then.effect, today.effect) > 0
}

function warning(rule: Rule, { subject, waived }: Applied): Weighed {
  if (rule.warn === null) return MET
  const silent = waived.has('source') && isSourceCode(sourceCode(rule.match, subject))
  return silent ? MET : word('warn', rule.warn, rule, subject)
}

function required(rule: Rule, settings: RuleSettings, applied: Applied): Weighed {
  const scales = scalesOf(settings, applied)
  return together(requirementsOf(rule, applied).map(({ node }) => weigh(node, scales)))
}

/** What the rule requires, and what the person's own lock file does; nothing of what is settled. */
export function requirementsOf({ require: asked }: Rule, { subject }: Applied): readonly NamedRequirement[] {
  return subject.settled ? [] : [...asked, ...lockRequirement(subject.available)]
}

/** By what a rule's requirements are weighed. */
export function scalesOf(settings: RuleSettings, { policy, subject, now, waived }: Applied): Scales {
  const { tofu, availability } = policy
  const { facts, offer } = subject.available
  const seen = tofu.firstUse[subject.context]
  return {
    facts,
    offer,
    settings,
    withoutEvidence: availability?.afterwards ?? settings.onUnavailable,
    stale: staleText(subject.available),
    firstUse: seen === 'refuse' ? 'block' : seen === 'warn' ? 'warn' : 'allow',
    tofu,
    waived,
    now,
  }
}

/** The rule's own words: what it says is what is expected. */
export function word(
  effect: 'warn' | 'block',
  words: string,
  { match }: Rule | FloorEntry,
  subject: Subject,
): Weighed {
  const code = sourceCode(match, subject)
  return shortfall(effect, { code, subject: 'source', expected: words, found: sourceText(subject), fix: [] })
}

function sourceText({ kind, channel, indexes, artifact }: Subject): string {
  const origin =
    indexes.length > 0 ? `from index ${indexes.join(', ')} (${artifact.index?.url ?? ''})` : `by ${channel}`
  return `${kind} ${origin}`
}

/** Where a part was written. */
export function placeOf({ id, at }: Rule | FloorEntry): Pick<Part, 'rule' | 'at' | 'exception'> {
  return { rule: id, at, exception: null }
}
