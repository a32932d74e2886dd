import { releaseLine } from '../../python/index.ts'
import type { KeptListing } from '../../store/index.ts'
import type { Fact, RememberedPublisher } from '../../verdict/index.ts'
import type { FileQuestion } from '../file-question.ts'
import type { World } from '../world.ts'
import { historyPublishers } from './history-publishers.ts'
import { precedentOf } from './precedent.ts'
import { provenanceState } from './provenance-state.ts'
import { publisherFacts } from './publisher-facts.ts'
import { releaseFacts } from './release-facts.ts'

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
  const { artifact } = question
  const now = world.now()
  if (artifact.index === null) {
    return { kind: 'facts', facts: releaseFacts(question, null, now), publishers: [] }
  }
  const kept = await world.store.listing(artifact.index.url, artifact.project)
  const known = await rememberedFor(question, world)
  const isAttested = verified.some(({ check, result }) => check === 'attestation' && result === 'ok')
  if (isAttested && known.length === 0) {
    const filename = wantedPrecedent(question, kept)
    if (filename !== null) return { kind: 'precedent-wanted', filename }
  }
  const told = known.length > 0 || kept === null ? [] : await historyPublishers(question, kept, world)
  const remembered = [...known, ...told]
  const line = releaseLine(artifact.version)
  const publishers = publisherFacts(verified, remembered, line)
  const state = provenanceState({ file: artifact, facts: verified, publishers, remembered, kept })
  const facts = [...releaseFacts(question, kept, now), ...publishers, ...(state === null ? [] : [state])]
  return { kind: 'facts', facts, publishers: toRemember(question, told, publishers, now) }
}

async function rememberedFor(
  { artifact }: FileQuestion,
  { store }: World,
): Promise<readonly RememberedPublisher[]> {
  const all = await store.publishers(artifact.project)
  return all.filter(({ index }) => index === artifact.index?.url)
}

function wantedPrecedent({ artifact, precedent }: FileQuestion, kept: KeptListing | null): string | null {
  if (kept === null || precedent !== null) return null
  const found = precedentOf(kept, artifact)
  return found !== null && found.sha256 !== null ? found.filename : null
}

/** Those of the history, and who attested on a line where nobody contradicts it. Of a run in which code of an artifact had run, nobody. */
function toRemember(
  { artifact, run }: FileQuestion,
  told: readonly RememberedPublisher[],
  publishers: ReturnType<typeof publisherFacts>,
  now: number,
): readonly RememberedPublisher[] {
  const { index, project, version } = artifact
  if (index === null || run.tainted) return []
  const line = releaseLine(version)
  const own = publishers.flatMap(({ relation, publisher, remembered }) => {
    const isKnown = relation === 'same' && remembered?.lines.includes(line) === true
    if (relation === 'changed' || isKnown) return []
    return [
      {
        index: index.url,
        project,
        publisher,
        lines: [line],
        version,
        firstSeenAt: now,
        by: 'first-use' as const,
      },
    ]
  })
  return [...told, ...own]
}
