import { compareVersions, parseVersion, releaseLine, type Version } from '../../python/index.ts'
import type { KeptFile } from '../../store/index.ts'
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
import { precedentOf } from './precedent.ts'
import type { Listed } from './release-facts.ts'

/** The file, and everything that its project's history says. */
export interface StateQuestion {
  readonly file: Pick<KeptFile, 'filename' | 'kind' | 'version'>
  readonly facts: readonly Fact[]
  readonly publishers: readonly Extract<PublisherFact, { result: 'ok' }>[]
  readonly remembered: readonly RememberedPublisher[]
  readonly listed: Listed | null
}

/** How the file's provenance compares with its release and its line; null where nothing is known to compare with. */
export function provenanceState(question: StateQuestion): ProvenanceStateFact | null {
  const { facts, publishers, listed } = question
  if (publishers.length > 0) return told(question, ...attestedState(question))
  const open = openFinding(facts)
  if (open !== null) return { check: 'provenance-state', result: 'unavailable', finding: open, origin: null }
  return listed === null ? null : told(question, ...unattestedState(question, listed))
}

/** An attestation that could not be had, or does not verify, leaves open what the file has. */
function openFinding(facts: readonly Fact[]): Finding | null {
  const open = facts.find(
    ({ check, result }) => check === 'attestation' && (result === 'unavailable' || result === 'invalid'),
  )
  return open === undefined || open.result === 'ok' ? null : open.finding
}

type Found = readonly [state: ProvenanceState, before: Precedent | null]

function attestedState({ file, publishers, remembered, listed }: StateQuestion): Found {
  const known = publishers.find(({ relation }) => relation === 'same' || relation === 'renamed')
  const changed = publishers.find(({ relation }) => relation === 'changed')
  const before = known?.remembered ?? changed?.remembered ?? null
  const precedent = before === null ? null : { version: before.version, publisher: before.publisher }
  const others = remembered.filter(({ version }) => isVersion(version, file.version))
  if (known === undefined && changed !== undefined) {
    // Nothing earlier contradicts it, but another file of its own release.
    const isOfThisRelease = others.length === remembered.length
    return [isOfThisRelease ? 'inconsistent-provenance' : 'changed-provenance', precedent]
  }
  const isMixed = others.some((other) =>
    publishers.every(({ publisher }) => relationTo(publisher, other.publisher) === null),
  )
  if (isMixed) return ['inconsistent-provenance', precedent]
  const siblings = siblingsOf(file, listed)
  const isFull = siblings.every(({ filename, attested }) => attested || filename === file.filename)
  return [isFull ? 'full-provenance' : 'partial-provenance', precedent]
}

/** Only an index that offered provenance can lose it. */
function unattestedState({ file, remembered }: StateQuestion, listed: Listed): Found {
  const siblings = siblingsOf(file, listed)
  const partial = siblings.some(({ attested }) => attested) ? 'partial-provenance' : 'no-provenance'
  if (!listed.listing.offersProvenance) return [partial, null]
  const own = siblings.find(({ filename }) => filename === file.filename)
  const precedent = own?.everAttested === true ? own : precedentOf(listed.history, file)
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

function siblingsOf(file: StateQuestion['file'], listed: Listed | null): readonly KeptFile[] {
  return listed?.history.release(file.version)?.files ?? []
}

/** Versions that are remembered are text. */
function isVersion(text: string, version: Version): boolean {
  const parsed = parseVersion(text)
  return parsed !== null && compareVersions(parsed, version) === 0
}

function told(
  { file, listed }: StateQuestion,
  state: ProvenanceState,
  before: Precedent | null,
): ProvenanceStateFact {
  const siblings = siblingsOf(file, listed)
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
