import type { Shortfall } from '../../verdict/index.ts'
import type { Policy } from '../policy.ts'
import type { Effect } from '../schema/index.ts'
import { applyRulesAndExceptions } from './apply-exceptions.ts'
import { applyFloor } from './apply-floor.ts'
import { NOTHING_WAIVED, type Applied, type Part } from './apply-rules.ts'
import { builtInFloor } from './built-in-floor.ts'
import { bypassed, bypassReason, type BypassOutcome } from './bypass.ts'
import { compareEffects, inMode, toDecision, type WeighedReason } from './effect.ts'
import { helped } from './fixes.ts'
import { integrityReasons } from './integrity.ts'
import type { Evaluation, PolicyQuestion } from './question.ts'
import { subjectOf } from './subject.ts'
import { weighRevocations } from './weigh-revocations.ts'

/**
 * Decides about one artifact: integrity ▶ floor ▶ first matching rule ▶ exceptions ▶ rollout ▶ mode ▶ bypass. A pure
 * function of its arguments; `now` in seconds since the epoch, UTC. What `invalid` facts say blocks whatever the policy is.
 */
export function evaluate(question: PolicyQuestion, policy: Policy, now: number): Evaluation {
  return decide(question, policy, now).evaluation
}

/** An evaluation with the steps that led to it. */
export interface Decided {
  readonly evaluation: Evaluation
  readonly applied: Applied
  readonly broken: readonly Shortfall[]
  /** What the policy asks for before its mode, and after it. */
  readonly asked: Effect
  readonly inMode: Effect
  readonly bypass: BypassOutcome
}

/** The same with its steps, for who explains it. */
export function decide(question: PolicyQuestion, policy: Policy, now: number): Decided {
  const applied: Applied = { policy, subject: subjectOf(question, policy, now), now, waived: NOTHING_WAIVED }
  const broken = integrityReasons(question)
  const asked = broken.length > 0 ? [builtInPart('integrity', broken)] : policyParts(applied, question)
  const parts = broken.length > 0 ? asked : asked.map((part) => softened(part, policy))
  const bypass = broken.length > 0 ? 'not-needed' : bypassed(question, strictest(parts).effect, now)
  const evaluation = toEvaluation(question, parts, applied)
  return {
    evaluation: bypass === 'used' ? letPass(evaluation, question) : evaluation,
    applied,
    broken,
    asked: strictest(asked).effect,
    inMode: strictest(parts).effect,
    bypass,
  }
}

function toEvaluation(
  question: PolicyQuestion,
  parts: readonly Part[],
  { policy, subject }: Applied,
): Evaluation {
  const decisive = strictest(parts)
  const reasons = strictestFirst(
    strictestFirst(parts).flatMap((part) => helped({ ...part, reasons: distinct(part.reasons) }, subject)),
  )
  const { name, version, digest } = policy
  return {
    decision: toDecision(decisive.effect),
    code: reasons[0]?.code ?? 'TC0000',
    policy: { name, version, digest, at: decisive.at ?? null },
    rule: decisive.rule,
    exception: parts.find(({ exception }) => exception !== null)?.exception ?? null,
    reasons,
    facts: [...question.facts, ...(question.source?.facts ?? [])],
  }
}

/** Several requirements may find the same wanting: it is told once, as the first of them expected it. */
function distinct(reasons: readonly WeighedReason[]): readonly WeighedReason[] {
  const isAgain = (reason: WeighedReason, nth: number): boolean =>
    reasons.findIndex((each) => sameFinding(each, reason)) < nth
  return reasons.filter((reason, nth) => !isAgain(reason, nth))
}

function sameFinding(a: Shortfall, b: Shortfall): boolean {
  return a.code === b.code && a.subject === b.subject && a.found === b.found
}

/** The rule comes first, so that it is named where the floor asks for no more than it does. */
function policyParts(applied: Applied, { facts }: PolicyQuestion): readonly Part[] {
  const rule = applyRulesAndExceptions(applied)
  const floor = builtInFloor(applied.subject, applied.policy.indexes)
  const builtIn = floor.length > 0 ? [builtInPart('floor', floor)] : []
  const heard = weighRevocations(facts, applied.policy, applied.now)
  const stale = heard.reasons.length === 0 ? [] : [{ ...builtInPart('floor', []), ...heard }]
  return [rule, ...builtIn, ...stale, ...applyFloor(applied)]
}

function strictest(parts: readonly Part[]): Part {
  const [first = NO_PART, ...rest] = parts
  return rest.reduce((worst, part) => (compareEffects(part.effect, worst.effect) > 0 ? part : worst), first)
}

/** Parts are never empty; if they were, nothing would have been looked at. */
const NO_PART: Part = {
  rule: 'none',
  at: null,
  exception: null,
  message: null,
  ofRule: false,
  effect: 'block',
  reasons: [],
}

function softened(part: Part, { mode }: Policy): Part {
  const reasons = part.reasons.map((reason) => ({ ...reason, effect: inMode(reason.effect, mode) }))
  return { ...part, effect: inMode(part.effect, mode), reasons }
}

function builtInPart(rule: 'integrity' | 'floor', found: readonly Shortfall[]): Part {
  const effect = 'block' as const
  const reasons = found.map((reason) => ({ ...reason, effect }))
  return { rule, at: null, exception: null, message: null, ofRule: false, effect, reasons }
}

/** What policy refused is warned about instead, and says why. */
function letPass(evaluation: Evaluation, { bypass }: PolicyQuestion): Evaluation {
  const effect = 'warn' as const
  const waived = evaluation.reasons.map((reason) =>
    reason.effect === 'block' ? { ...reason, effect } : reason,
  )
  const told = bypass ? [...waived, { ...bypassReason(bypass), effect }] : waived
  return { ...evaluation, decision: effect, reasons: strictestFirst(told) }
}

function strictestFirst<T extends { readonly effect: Effect }>(parts: readonly T[]): readonly T[] {
  return parts.toSorted((a, b) => compareEffects(b.effect, a.effect))
}
