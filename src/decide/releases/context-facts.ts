import { releaseLine } from '../../python/index.ts'
import type { Fact, RememberedPublisher } from '../../verdict/index.ts'
import type { FileQuestion } from '../file-question.ts'
import type { World } from '../world.ts'
import { historyPublishers } from './history-publishers.ts'
import { precedentOf, unattestedBefore } from './precedent.ts'
import { provenanceState } from './provenance-state.ts'
import { publisherFacts } from './publisher-facts.ts'
import { releaseFacts, type Listed } from './release-facts.ts'
import { toRemember } from './to-remember.ts'

export type ContextFacts =
  | {
      readonly kind: 'facts'
      readonly facts: readonly Fact[]
      /** Whom to remember where the decision lets the file pass. */
      readonly publishers: readonly RememberedPublisher[]
    }
  | { readonly kind: 'precedent-wanted'; readonly filename: string }

/**
 * The facts that depend on history, on the clock and on what the person pinned: never cached. `verified` are the facts
 * that evidence proved. An earlier attested file's provenance is wanted once, where nobody is remembered for the project.
 */
export async function contextFacts(
  question: FileQuestion,
  verified: readonly Fact[],
  world: World,
): Promise<ContextFacts> {
  const { artifact, precedent } = question
  const { index, version } = artifact
  const now = world.now()
  if (index === null) return { kind: 'facts', facts: releaseFacts(question, null, now), publishers: [] }
  const listed = await listedOf(question, world)
  const known = await rememberedFor(question, world)
  const earlier = listed === null || known.length > 0 ? null : precedentOf(listed.history, artifact)
  if (earlier !== null && earlier.sha256 !== null && precedent === null) {
    return { kind: 'precedent-wanted', filename: earlier.filename }
  }
  const told = earlier === null ? [] : await historyPublishers(question, earlier, world)
  const remembered = [...known, ...told]
  const absent = listed === null ? null : absentBefore(listed, artifact)
  const publishers = publisherFacts(verified, remembered, { line: releaseLine(version), absent })
  const state = provenanceState({ file: artifact, facts: verified, publishers, remembered, listed })
  const facts = [...releaseFacts(question, listed, now), ...publishers, ...(state === null ? [] : [state])]
  return { kind: 'facts', facts, publishers: toRemember(question, told, publishers, now) }
}

async function listedOf(
  { artifact: { index, project } }: FileQuestion,
  { store, histories }: World,
): Promise<Listed | null> {
  const listing = index === null ? null : await store.listing(index.url, project)
  return listing === null ? null : { listing, history: histories(listing) }
}

async function rememberedFor(
  { artifact }: FileQuestion,
  { store }: World,
): Promise<readonly RememberedPublisher[]> {
  const all = await store.publishers(artifact.project)
  return all.filter(({ index }) => index === artifact.index?.url)
}

/** Of an index that can't name provenance nobody knows what had none. */
function absentBefore({ listing, history }: Listed, file: FileQuestion['artifact']): string | null {
  return listing.offersProvenance ? (unattestedBefore(history, file)?.version ?? null) : null
}
