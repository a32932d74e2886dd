import type { DecisionRecord } from '../protocol/index.ts'

/** What speaks for an artifact, the strongest first. `none`: nothing but the index's word, or nobody's. */
export type EvidenceClass = 'attested' | 'signed' | 'pinned' | 'derived' | 'none'

/** Why nobody's attestation was there. */
export type WhyNotAttested =
  'not-offered' | 'none-published' | 'unavailable' | 'no-index' | 'built-here' | 'tree'

export const EVIDENCE_CLASSES: readonly EvidenceClass[] = ['attested', 'signed', 'pinned', 'derived', 'none']

/** The strongest evidence that verified about it. */
export function evidenceClass({ verdict, circumstances }: DecisionRecord): EvidenceClass {
  // The others are those of the source that it was built from.
  const facts = verdict.facts.slice(0, circumstances?.ownFacts ?? verdict.facts.length)
  const isOk = (check: string): boolean => facts.some((fact) => fact.check === check && fact.result === 'ok')
  if (isOk('attestation')) return 'attested'
  if (isOk('signature')) return 'signed'
  if (isOk('hash')) return 'pinned'
  return isOk('derivation') ? 'derived' : 'none'
}

/** Why it was not attested, as far as what was recorded tells. */
export function whyNotAttested({ artifact, verdict, circumstances }: DecisionRecord): WhyNotAttested {
  if (!('sha256' in artifact)) return 'tree'
  if (artifact.channel === 'derived' || artifact.channel === 'wheel-cache') return 'built-here'
  const fact = verdict.facts.find(({ check }) => check === 'attestation')
  if (fact?.result === 'unavailable') return 'unavailable'
  const told = fact !== undefined && 'offer' in fact ? fact.offer : null
  switch (told ?? circumstances?.offer ?? 'not-asked') {
    case 'not-offered':
      return 'not-offered'
    case 'unavailable':
      return 'unavailable'
    case 'none':
    case 'offered':
      return 'none-published'
    case 'not-asked':
      return 'no-index'
  }
}
