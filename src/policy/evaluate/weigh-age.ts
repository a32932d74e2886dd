import { durationText, timeText } from '../../verdict/index.ts'
import { instantText } from '../duration.ts'
import type { AgeRequirement } from '../policy.ts'
import { isPinned } from './weigh-hash.ts'
import { LEAF_MET, short, type Leaf, type Scales } from './scales.ts'

/** It has been out for long enough. An upload time that lies ahead is as young as can be. */
export function weighAge(requirement: AgeRequirement, scales: Scales): Leaf {
  const fact = scales.facts.find((each) => each.check === 'age')
  const expected = `${requirement.text} since it was published`
  if (requirement.unlessPinned && isPinned(scales)) return LEAF_MET
  if (fact?.check !== 'age') return unknown(requirement, expected, 'nobody says when', scales)
  if (fact.result !== 'ok') {
    return unknown(requirement, expected, fact.finding.found, scales)
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

function unknown({ onUnknown }: AgeRequirement, expected: string, found: string, scales: Scales): Leaf {
  const leaf = short('missing', { code: 'TC4016', subject: 'age', expected, found, fix: [] }, scales)
  return { ...leaf, effect: onUnknown ?? leaf.effect }
}

function youngText(publishedAt: number, now: number): string {
  const published = `published ${timeText(publishedAt)}`
  return publishedAt > now
    ? `${published}, which is still to come`
    : `${durationText(now - publishedAt)}, ${published}`
}
