import type { Fact, ProvenanceState, Shortfall, ReasonCode } from '../../verdict/index.ts'
import type { FloorEntry, RuleSettings } from '../policy.ts'
import { NOTHING_WAIVED, placeOf, scalesOf, word, type Applied, type Part } from './apply-rules.ts'
import { MET, shortfall, together, type Weighed } from './effect.ts'
import { matches } from './match-rule.ts'
import type { Scales } from './scales.ts'
import { weigh } from './weigh.ts'

const ALL_BLOCK: RuleSettings = { onMissing: 'block', onUnavailable: 'block', onTooYoung: 'block' }

/** Each entry of the policy's floor that applies; what it requires and can't be had blocks, and nothing is waived. */
export function applyFloor(applied: Applied): readonly Part[] {
  return applied.policy.floor
    .filter(({ match }) => match === null || matches(match, applied.subject))
    .map((entry) => ({ ...placeOf(entry), message: null, ofRule: false, ...applyFloorEntry(entry, applied) }))
}

/** What one entry asks for, of an artifact that it is about. */
export function applyFloorEntry(entry: FloorEntry, applied: Applied): Weighed {
  const { facts } = applied.subject.available
  if (entry.deny !== null) return word('block', entry.deny, entry, applied.subject)
  if (entry.status !== null) return deniedStatus(entry.status, facts)
  if (entry.provenanceState !== null) return deniedState(entry.provenanceState, facts)
  if (applied.subject.settled) return MET
  const scales = floorScales(applied)
  return together(entry.require.map(({ node }) => weigh(node, scales)))
}

/** By what the floor's requirements are weighed: whatever is wanting blocks. */
export function floorScales(applied: Applied): Scales {
  const scales = scalesOf(ALL_BLOCK, { ...applied, waived: NOTHING_WAIVED })
  const tofu = { ...scales.tofu, onChange: 'block' as const }
  return { ...scales, withoutEvidence: 'block', tofu }
}

/** PEP 792. An index that says none has no such project. */
function deniedStatus(denied: readonly string[], facts: readonly Fact[]): Weighed {
  const fact = facts.find((each) => each.check === 'status')
  if (fact?.check !== 'status' || fact.result === 'missing') return MET
  if (fact.result !== 'ok') return shortfall('block', { ...fact.finding, subject: 'status', fix: [] })
  if (!denied.includes(fact.status)) return MET
  const code = fact.status === 'quarantined' ? 'TC4013' : 'TC4014'
  const found = fact.why === null || fact.why === '' ? fact.status : `${fact.status}: ${fact.why}`
  return refusal(code, 'status', `a project that is not ${denied.join(' or ')}`, found)
}

const STATE_CODES: Readonly<Record<ProvenanceState, ReasonCode>> = {
  'no-provenance': 'TC2102',
  'partial-provenance': 'TC2105',
  'inconsistent-provenance': 'TC2106',
  'lost-provenance': 'TC2103',
  'changed-provenance': 'TC2204',
  'full-provenance': 'TC4001',
}

function deniedState(denied: readonly string[], facts: readonly Fact[]): Weighed {
  const fact = facts.find((each) => each.check === 'provenance-state')
  if (fact?.check !== 'provenance-state' || fact.result === 'missing') return MET
  if (fact.result !== 'ok') return shortfall('block', { ...fact.finding, subject: 'provenance', fix: [] })
  if (!denied.includes(fact.state)) return MET
  const before = fact.before === null ? '' : `; ${fact.before.version} was attested`
  const expected = `a release that is not ${denied.join(' or ')}`
  return refusal(STATE_CODES[fact.state], 'provenance', expected, `${fact.state}${before}`)
}

function refusal(code: ReasonCode, subject: string, expected: string, found: string): Weighed {
  const reason: Shortfall = { code, subject, expected, found, fix: [] }
  return shortfall('block', reason)
}
