import type { DigestWanted, RememberedFacts } from '../protocol/index.ts'
import type { Known } from '../policy/index.ts'
import type { Derivation, KeptQuestion } from '../store/index.ts'
import type { Fact, ProvenanceOffer, RememberedPublisher } from '../verdict/index.ts'
import { derivationOf } from './derivation.ts'
import { evidenceFacts } from './evidence-facts.ts'
import { fileQuestion, type FileQuestion } from './file-question.ts'
import { integrityFact } from './integrity.ts'
import { contextFacts } from './releases/index.ts'
import { sourceOf } from './source.ts'
import type { World } from './world.ts'

/** What is known about an artifact before the policy looks at it. */
export type KnownAbout =
  | {
      readonly kind: 'known'
      readonly facts: readonly Fact[]
      readonly offer: ProvenanceOffer
      /** For a wheel of pip's wheel cache: the recorded source, to be judged in its place. */
      readonly source: Known | null
      /** For a wheel that pip built in this run: what to record when the wheel isn't refused. */
      readonly derivation: Derivation | null
      /** Whom to remember for the project when it isn't refused. */
      readonly publishers: readonly RememberedPublisher[]
      /** What verified about these bytes before, where evidence can't be had now. */
      readonly remembered: RememberedFacts | null
      /** URLs of the indexes on which the project was seen. */
      readonly seenOn: readonly string[]
      readonly fromCache: boolean
    }
  | { readonly kind: 'precedent-wanted'; readonly filename: string }
  | { readonly kind: 'digests-wanted'; readonly wanted: readonly DigestWanted[] }

const PLAIN = {
  kind: 'known',
  source: null,
  derivation: null,
  publishers: [],
  remembered: null,
  seenOn: [],
} as const

/**
 * Establishes the facts. A tree has no digest and no evidence; a wheel that pip built has a source instead of evidence
 * (what is published under its name is about other bytes); every other file has evidence.
 */
export async function knownAbout(question: KeptQuestion, world: World): Promise<KnownAbout> {
  const file = fileQuestion(question)
  if (file === null) return { ...PLAIN, facts: [], offer: question.offer, fromCache: false }
  const { channel } = file.artifact
  const built = channel === 'derived' || channel === 'wheel-cache'
  return built ? await builtWheelKnown(file, world) : await fileKnown(file, world)
}

async function builtWheelKnown(question: FileQuestion, world: World): Promise<KnownAbout> {
  const { fact, derivation } = await derivationOf(question, world.store)
  const integrity = await integrityFact(question, world.store)
  const cached = question.artifact.channel === 'wheel-cache' && derivation !== null
  const source = cached ? await sourceOf(underLocksOf(question, derivation.question), world) : null
  return {
    ...PLAIN,
    seenOn: await world.store.seenOn(question.artifact.project),
    facts: [integrity, fact],
    offer: question.offer,
    source: source?.known ?? null,
    derivation: cached ? null : derivation,
    fromCache: source?.fromCache ?? false,
  }
}

/** The source is held to the lock files of today, not to those of the run that built from it. */
function underLocksOf({ locked }: FileQuestion, source: KeptQuestion): KeptQuestion {
  const { locked: _then, ...kept } = source
  return locked === undefined ? kept : { ...kept, locked }
}

async function fileKnown(question: FileQuestion, world: World): Promise<KnownAbout> {
  const found = await evidenceFacts(question, world)
  if (found.kind === 'digests-wanted') return found
  const context = await contextFacts(question, found.facts, world)
  if (context.kind === 'precedent-wanted') return context
  const integrity = await integrityFact(question, world.store)
  const isOpen = found.facts.some(({ result }) => result === 'unavailable')
  const { sha256, project } = question.artifact
  return {
    ...PLAIN,
    offer: found.offer,
    fromCache: found.fromCache,
    facts: [integrity, ...found.facts, ...context.facts],
    publishers: context.publishers,
    remembered: isOpen ? await world.store.lastVerified(sha256) : null,
    seenOn: await world.store.seenOn(project),
  }
}
