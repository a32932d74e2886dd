import { durationText } from '../../verdict/index.ts'
import type { RememberedFacts } from '../../protocol/index.ts'
import type { Fact, ProvenanceOffer } from '../../verdict/index.ts'
import type { EvidenceAvailability } from '../policy.ts'

/** The facts that count, and how what verified earlier came into it. */
export interface Available {
  readonly facts: readonly Fact[]
  readonly offer: ProvenanceOffer
  readonly outcome: 'not-needed' | 'not-set' | 'stands-in' | 'too-old' | 'nothing-remembered'
  /** Seconds since the remembered facts were established; null where there are none. */
  readonly ageSeconds: number | null
}

interface Question {
  readonly facts: readonly Fact[]
  readonly offer: ProvenanceOffer
  readonly remembered: RememberedFacts | null
}

/**
 * While attestations can't be had, those that verified for the same bytes within `maxAge` stand in for them. Facts of a
 * time that is still to come do not: the clock was set back, and nobody knows how old they are.
 */
export function availableFacts(
  { facts, offer, remembered }: Question,
  setting: EvidenceAvailability | null,
  now: number,
): Available {
  const ageSeconds = remembered === null ? null : now - remembered.at
  const known = { facts, offer, ageSeconds }
  if (!isOutOfReach(facts, offer)) return { ...known, outcome: 'not-needed' }
  if (setting === null) return { ...known, outcome: 'not-set' }
  const attested = remembered?.facts.filter(isAttested) ?? []
  if (remembered === null || ageSeconds === null || attested.length === 0)
    return { ...known, ageSeconds: null, outcome: 'nothing-remembered' }
  if (ageSeconds < 0 || ageSeconds > setting.maxAgeSeconds) return { ...known, outcome: 'too-old' }
  return { ...known, facts: standIn(facts, remembered.facts), offer: 'offered', outcome: 'stands-in' }
}

/** How old what is remembered is, where that is why it does not stand in. */
export function staleText({ outcome, ageSeconds }: Available): string | null {
  if (outcome !== 'too-old' || ageSeconds === null) return null
  return ageSeconds < 0
    ? 'it verified at a time that is still to come'
    : `it verified ${durationText(ageSeconds)} ago`
}

function isAttested(fact: Fact): boolean {
  return fact.check === 'attestation' && fact.result === 'ok'
}

function isOutOfReach(facts: readonly Fact[], offer: ProvenanceOffer): boolean {
  if (facts.some((fact) => fact.check === 'attestation' && fact.result === 'unavailable')) return true
  return offer === 'unavailable' && !facts.some(isAttested)
}

/** What is known of a publisher today comes before what was known then. */
function standIn(facts: readonly Fact[], earlier: readonly Fact[]): readonly Fact[] {
  const known = facts.filter((fact) => fact.check !== 'attestation' || fact.result !== 'unavailable')
  const publishers = known.some(({ check }) => check === 'publisher')
    ? []
    : earlier.filter(({ check, result }) => check === 'publisher' && result === 'ok')
  return [...known, ...earlier.filter(isAttested), ...publishers]
}
