import { byDigest } from './exceptions-by-digest.ts'
import type { Policy, RolloutStep } from './policy.ts'

/** Before whatever was recorded. */
const ALWAYS = 0

/**
 * The policy as it is on the day of `now` (seconds, UTC), to be asked about any day before: exceptions that hold then hold always,
 * and so do the steps of a rollout that have come by then.
 */
export function asOfToday(policy: Policy, now: number): Policy {
  const exceptions = policy.exceptions
    .filter(({ from, until }) => from <= now && now < until)
    .map((exception) => ({ ...exception, from: ALWAYS }))
  const rules = policy.rules.map((rule) => ({
    ...rule,
    rollout: rule.rollout.map((step) => asOf(step, now)),
  }))
  return { ...policy, exceptions, exceptionsOf: byDigest(exceptions), rules }
}

function asOf(step: RolloutStep, now: number): RolloutStep {
  if (step.from <= now) return { ...step, from: ALWAYS, warnFrom: null }
  return step.warnFrom !== null && step.warnFrom <= now ? { ...step, warnFrom: ALWAYS } : step
}
