import { durationText, type Fact, type Shortfall } from '../../verdict/index.ts'
import type { Policy } from '../policy.ts'
import { shortfall, type Weighed, MET } from './effect.ts'

/**
 * What follows from the age of what is known of revoked keys (`availability.revocations`): too old, never heard, or heard at a
 * time that is still to come, so that nobody knows how old it is. `now` in seconds since the epoch, UTC.
 */
export function weighRevocations(
  facts: readonly Fact[],
  { revocations }: Pick<Policy, 'revocations'>,
  now: number,
): Weighed {
  if (revocations === null) return MET
  const { maxAgeSeconds, warnAtSeconds, afterwards } = revocations
  const expected = `a key directory heard within ${durationText(maxAgeSeconds)}`
  const fact = facts.find((each) => each.check === 'revocations')
  if (fact?.result !== 'ok') {
    return shortfall(afterwards, reason(expected, fact?.finding.found ?? 'no key directory is followed'))
  }
  const age = now - fact.asOf
  if (age < 0) return shortfall(afterwards, reason(expected, 'it was heard at a time that is still to come'))
  const found = `it was heard ${durationText(age)} ago`
  if (age > maxAgeSeconds) return shortfall(afterwards, reason(expected, found))
  return warnAtSeconds !== null && age > warnAtSeconds ? shortfall('warn', reason(expected, found)) : MET
}

function reason(expected: string, found: string): Shortfall {
  return { code: 'TC3601', subject: 'revocations', expected, found, fix: [] }
}
