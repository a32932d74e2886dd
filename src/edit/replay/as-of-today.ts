import type { Policy } from '../../policy/index.ts'

/** The policy as it is on the day of `now` (seconds, UTC), on whatever day it is asked: exceptions that hold then hold always. */
export function asOfToday(policy: Policy, now: number): Policy {
  const exceptions = policy.exceptions
    .filter(({ from, until }) => from <= now && now < until)
    .map((exception) => ({ ...exception, from: -Infinity, until: Infinity }))
  return { ...policy, exceptions }
}
