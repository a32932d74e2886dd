import { releaseLine, type Version } from '../../python/index.ts'
import type { KeptFile, KeptListing } from '../../store/index.ts'
import {
  relationTo,
  type Fact,
  type Finding,
  type Precedent,
  type ProvenanceState,
  type ProvenanceStateFact,
  type PublisherFact,
  type RememberedPublisher,
} from '../../verdict/index.ts'
import { filesOf, precedentOf } from './precedent.ts'

/** The file, and everything that its project's history says. */
export interface StateQuestion {
  readonly file: Pick<KeptFile, 'filename' | 'kind' | 'version'>
  readonly facts: readonly Fact[]
  readonly publishers: readonly Extract<PublisherFact, { result: 'ok' }>[]
  readonly remembered: readonly RememberedPublisher[]
  readonly kept: KeptListing | null
}

/** How the file's provenance compares with its release and its line; null where nothing is known to compare with. */
export function provenanceState(question: StateQuestion): ProvenanceStateFact | null {
  const { facts, publishers, kept } = question
  if (publishers.length > 0) return told(question, ...attestedState(question))
  const open = openFinding(facts)
  if (open !== null) return { check: 'provenance-state', result: 'unavailable', finding: open, origin: null }
  return kept === null ? null : told(question, ...unattestedState(question, kept))
}

/** An attestation that could not be had, or does not verify, leaves open what the file has. */
function openFinding(facts: readonly Fact[]): Finding | null {
  const open = facts.find(
    ({ check, result }) => check === 'attestation' && (result === 'unavailable' || result === 'invalid'),
  )
  return open === undefined || open.result === 'ok' ? null : open.finding
}

type Found = readonly [state: ProvenanceState, before: Precedent | null]

function attestedState({ file, publishers, remembered, kept }: StateQuestion): Found {
  const known = publishers.find(({ relation }) => relation === 'same' || relation === 'renamed')
  const changed = publishers.find(({ relation }) => relation === 'changed')
  const before = known?.remembered ?? changed?.remembered ?? null
  const precedent = before === null ? null : { version: before.version, publisher: before.publisher }
  if (known === undefined && changed !== undefined) return ['changed-provenance', precedent]
  const others = remembered.filter(({ version }) => version === file.version)
  const isMixed = others.some((other) =>
    publishers.every(({ publisher }) => relationTo(publisher, other.publisher) === null),
  )
  if (isMixed) return ['inconsistent-provenance', precedent]
  const siblings = kept === null ? [] : filesOf(kept.files, file.version)
  const isFull = siblings.every(({ filename, attested }) => attested || filename === file.filename)
  return [isFull ? 'full-provenance' : 'partial-provenance', precedent]
}

/** Only an index that offered provenance can lose it. */
function unattestedState({ file, remembered }: StateQuestion, kept: KeptListing): Found {
  const siblings = filesOf(kept.files, file.version)
  const partial = siblings.some(({ attested }) => attested) ? 'partial-provenance' : 'no-provenance'
  if (!kept.offersProvenance) return [partial, null]
  const own = siblings.find(({ filename }) => filename === file.filename)
  const precedent = own?.everAttested === true ? own : precedentOf(kept, file)
  if (precedent === null) return [partial, null]
  return [
    'lost-provenance',
    { version: precedent.version, publisher: publisherOf(precedent.version, remembered) },
  ]
}

/** Who attested the line of a version, as far as this machine remembers it. */
function publisherOf(version: Version, remembered: readonly RememberedPublisher[]): Precedent['publisher'] {
  const line = releaseLine(version)
  return remembered.find(({ lines }) => lines.includes(line))?.publisher ?? null
}

function told(
  { file, kept }: StateQuestion,
  state: ProvenanceState,
  before: Precedent | null,
): ProvenanceStateFact {
  const siblings = kept === null ? [] : filesOf(kept.files, file.version)
  const attestedFiles = siblings.filter(({ attested }) => attested).length
  const line = releaseLine(file.version)
  return {
    check: 'provenance-state',
    result: 'ok',
    state,
    line,
    before,
    attestedFiles,
    files: siblings.length,
  }
}
