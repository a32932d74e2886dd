import type { DigestWanted } from '../protocol/index.ts'
import type { FoundEvidence, UnavailableEvidence } from '../sources/index.ts'
import type { KnownFacts } from '../store/index.ts'
import { isSignature, type Evidence, type Fact, type ProvenanceOffer } from '../verdict/index.ts'
import { factsKey } from './facts-key.ts'
import type { FileQuestion } from './file-question.ts'
import type { Verification, World } from './world.ts'

export type EvidenceFacts =
  | {
      readonly kind: 'facts'
      readonly facts: readonly Fact[]
      readonly offer: ProvenanceOffer
      readonly fromCache: boolean
    }
  | { readonly kind: 'digests-wanted'; readonly wanted: readonly DigestWanted[] }

/** What the evidence proves: known from before, or verified now and kept. */
export async function evidenceFacts(question: FileQuestion, world: World): Promise<EvidenceFacts> {
  const found = await world.findEvidence(question.artifact)
  const verification = verificationOf(question, found)
  const { offer } = verification
  const key = factsKey(verification, world.trustDigest)
  const now = world.now()
  const known = await world.store.facts(key)
  if (known !== null && stillHolds(known, now)) {
    return { kind: 'facts', facts: withUnavailable(known.facts, found), offer, fromCache: true }
  }
  const verified = await world.verify(verification, now)
  if (verified.kind === 'digests-wanted') return verified
  const { facts, recheckAfter } = verified
  // What could not be found out now may be found out the next time.
  if (facts.every(({ result }) => result !== 'unavailable')) {
    await world.store.keepFacts(key, { facts, recheckAfter })
  }
  return { kind: 'facts', facts: withUnavailable(facts, found), offer, fromCache: false }
}

function stillHolds({ recheckAfter }: KnownFacts, now: number): boolean {
  return recheckAfter === null || now < recheckAfter
}

function verificationOf(question: FileQuestion, found: FoundEvidence): Verification {
  const evidence = [...question.evidence, ...found.evidence]
  const silent = found.unavailable.some(isAttestation) && !evidence.some(isAttestation)
  const offer = silent ? 'unavailable' : question.offer
  return { artifact: question.artifact, evidence, offer, suffixed: question.suffixed }
}

function isAttestation({ kind }: Evidence | UnavailableEvidence): boolean {
  return !isSignature(kind)
}

/** A source that could not be asked leaves it open whether there is a signature. */
function withUnavailable(facts: readonly Fact[], { unavailable }: FoundEvidence): readonly Fact[] {
  const silent = unavailable.find((each) => !isAttestation(each))
  if (silent === undefined) return facts
  return facts.map((fact): Fact => {
    if (fact.check !== 'signature' || fact.result !== 'missing') return fact
    const found = `\`${silent.where}\`: ${silent.why}`
    const finding = { ...fact.finding, code: 'TC3102', found } as const
    return { ...fact, result: 'unavailable', finding }
  })
}
