import type { DecisionRecord } from '../protocol/index.ts'
import type { PolicyQuestion } from './evaluate/index.ts'

/** The question that a recorded decision answered, to be asked again under another policy; null where not all of it was kept. */
export function questionOf({ run, artifact, verdict, circumstances }: DecisionRecord): PolicyQuestion | null {
  if (circumstances === null) return null
  const { offer, ownFacts, source, remembered, seenOn, bypass } = circumstances
  return {
    run,
    artifact,
    offer,
    facts: verdict.facts.slice(0, ownFacts),
    source: source === null ? null : { ...source, facts: verdict.facts.slice(ownFacts) },
    remembered,
    seenOn,
    bypass,
  }
}
