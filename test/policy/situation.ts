import type { PolicyQuestion } from '../../src/policy/index.ts'
import type { Fact, ProvenanceOffer, Run } from '../../src/verdict/index.ts'
import { artifactOf, FACTS, known, NOW, RUN, type ArtifactChanges } from './world.ts'

/** One row of situations.yaml. */
export interface Situation {
  readonly name: string
  readonly artifact?: ArtifactChanges
  readonly facts: readonly string[]
  readonly offer?: ProvenanceOffer
  readonly context?: Run['context']
  /** Hours since the same bytes verified, with what is called `attested`. */
  readonly verified?: number
  readonly bypass?: boolean
}

/** What is so unless a situation says otherwise, of what came from an index. */
const USUAL = ['publisher-same', 'old', 'active'].map(factOf)

/** The question that a situation puts to a policy. */
export function situationQuestion(situation: Situation): PolicyQuestion {
  const artifact = artifactOf(situation.artifact)
  const own = situation.facts.map(factOf)
  const fromIndex = artifact.channel === 'index' || artifact.channel === 'cache'
  const usual = fromIndex ? USUAL.filter(({ check }) => own.every((fact) => fact.check !== check)) : []
  const { verified, bypass = false } = situation
  return {
    artifact,
    facts: [...own, ...usual],
    run: { ...RUN, context: situation.context ?? 'workstation' },
    offer: situation.offer ?? 'none',
    remembered: verified === undefined ? null : { at: NOW - verified * 3600, facts: [factOf('attested')] },
    seenOn: [],
    bypass: bypass ? { reason: 'the build must go out', by: 'dana', from: NOW - 60, until: NOW + 60 } : null,
  }
}

function factOf(name: string): Fact {
  return known(FACTS[name] ?? null)
}
