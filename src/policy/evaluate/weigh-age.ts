import { timeText } from '../../verdict/index.ts'
import { durationText, instantText } from '../duration.ts'
import type { AgeRequirement } from '../policy.ts'
import { isPinned } from './weigh-hash.ts'
import { LEAF_MET, short, type Leaf, type LeafOutcome, type Scales } from './scales.ts'

/** It has been out for long enough. An upload time that lies ahead is as young as can be. */
export function weighAge(requirement: AgeRequirement, scales: Scales): Leaf {
  const fact = scales.facts.find((each) => each.check === 'age')
  const expected = `${requirement.text} since it was published`
  if (requirement.unlessPinned && isPinned(scales)) return LEAF_MET
  if (fact?.check !== 'age') return unknown('missing', expected, 'nobody says when', scales)
  if (fact.result !== 'ok') {
    const outcome = fact.result === 'unavailable' ? 'unavailable' : 'missing'
    return unknown(outcome, expected, fact.finding.found, scales)
  }
  const passesAt = fact.publishedAt + requirement.minSeconds
  if (passesAt <= scales.now) return LEAF_MET
  const reason = {
    code: 'TC4015',
    subject: 'age',
    expected: `${expected}: it passes from ${instantText(passesAt)}`,
    found: youngText(fact.publishedAt, scales.now),
    fix: [],
  } as const
  return short('too-young', reason, scales)
}

function unknown(outcome: LeafOutcome, expected: string, found: string, scales: Scales): Leaf {
  return short(outcome, { code: 'TC4016', subject: 'age', expected, found, fix: [] }, scales)
}

function youngText(publishedAt: number, now: number): string {
  const published = `published ${timeText(publishedAt)}`
  return publishedAt > now
    ? `${published}, which is still to come`
    : `${durationText(now - publishedAt)}, ${published}`
}
