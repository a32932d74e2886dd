import type { Reason } from '../../verdict/index.ts'
import type { Policy } from '../policy.ts'
import { applyRulesAndExceptions } from './apply-exceptions.ts'
import { applyFloor, type Part } from './apply-rules.ts'
import { builtInFloor } from './built-in-floor.ts'
import { compareEffects, inMode, toDecision } from './effect.ts'
import { fixesFor, messageText } from './fixes.ts'
import { integrityReasons } from './integrity.ts'
import type { Evaluation, PolicyQuestion } from './question.ts'
import { subjectOf, type Subject } from './subject.ts'

/**
 * Decides about one artifact: integrity ▶ floor ▶ first matching rule ▶ exceptions ▶ mode. A pure function of its
 * arguments; `now` in seconds since the epoch, UTC. What `invalid` facts say blocks whatever the policy is.
 */
export function evaluate(question: PolicyQuestion, policy: Policy, now: number): Evaluation {
  const subject = subjectOf(question, policy.indexes)
  const broken = integrityReasons(question)
  const parts = broken.length > 0 ? [builtInPart('integrity', broken)] : policyParts(subject, policy, now)
  const decisive = parts.reduce((worst, part) =>
    compareEffects(part.effect, worst.effect) > 0 ? part : worst,
  )
  const reasons = parts
    .toSorted((a, b) => compareEffects(b.effect, a.effect))
    .flatMap((part) => helped(part, subject))
  return {
    decision: toDecision(decisive.effect),
    code: reasons[0]?.code ?? 'TC0000',
    policy: { name: policy.name, version: policy.version, digest: policy.digest, at: decisive.at },
    rule: decisive.rule,
    exception: parts.find(({ exception }) => exception !== null)?.exception ?? null,
    reasons,
    facts: [...question.facts, ...(question.source?.facts ?? [])],
  }
}

type Parts = readonly [Part, ...Part[]]

/** The rule comes first, so that it is named where the floor asks for no more than it does. */
function policyParts(subject: Subject, policy: Policy, now: number): Parts {
  const rule = applyRulesAndExceptions(policy, subject, now)
  const floor = builtInFloor(subject, policy.indexes)
  const builtIn = floor.length > 0 ? [builtInPart('floor', floor)] : []
  const [first, ...rest] = [rule, ...builtIn, ...applyFloor(policy.floor, subject)]
  const softened = (part: Part): Part => ({ ...part, effect: inMode(part.effect, policy.mode) })
  return [softened(first ?? rule), ...rest.map(softened)]
}

function builtInPart(rule: 'integrity' | 'floor', reasons: readonly Reason[]): Part {
  return { rule, at: null, exception: null, message: null, effect: 'block', reasons }
}

/** Reasons with what helps; the rule's own message goes first. */
function helped({ reasons, message }: Part, subject: Subject): readonly Reason[] {
  const own = message === null ? [] : [messageText(message, subject)]
  return reasons.map((reason, at) => {
    const fix = [...(at === 0 ? own : []), ...reason.fix, ...fixesFor(reason.code, subject)]
    return { ...reason, fix }
  })
}
