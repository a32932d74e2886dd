import type { Sha256 } from '../encoding/index.ts'
import type { DecisionRecord } from '../protocol/index.ts'
import { compareVersions, type ProjectName, type Version } from '../python/index.ts'
import { publisherText, type Publisher, type ReasonCode } from '../verdict/index.ts'

/** What is looked for among what was let pass. */
export type Wanted =
  | { readonly by: 'digest'; readonly sha256: Sha256 }
  | { readonly by: 'project'; readonly project: ProjectName; readonly version: Version | null }
  | { readonly by: 'code'; readonly code: ReasonCode }
  | { readonly by: 'exception'; readonly id: string }
  /** `owner/name` of a repository, or an address. */
  | { readonly by: 'publisher'; readonly publisher: string }
  /** Upper-case hex, in full: of keys, subkeys or certificates that signed. */
  | { readonly by: 'key'; readonly fingerprints: readonly string[] }

/** An artifact that was let pass. Times in seconds since the epoch, UTC. */
export interface Affected {
  readonly what: string
  readonly project: string | null
  readonly version: string | null
  readonly sha256: string | null
  readonly decision: 'allow' | 'warn'
  readonly code: ReasonCode
  /** Of the newest decision. */
  readonly ref: string
  readonly exception: string | null
  readonly publishers: readonly string[]
  readonly firstAt: number
  readonly lastAt: number
  readonly decisions: number
}

export interface Matching {
  /** Newest first, as the daemon gives them. */
  add(records: readonly DecisionRecord[]): void
  result(): readonly Affected[]
}

/** Collects what was let pass and matches, each artifact once. */
export function matchingArtifacts(wanted: Wanted): Matching {
  const found = new Map<string, Affected>()
  return {
    add: (records) => {
      for (const record of records) {
        if (record.verdict.decision === 'block' || !matches(record, wanted)) continue
        const { artifact, at } = record
        const key = 'sha256' in artifact ? artifact.sha256 : `${artifact.location} ${artifact.commit ?? ''}`
        const newer = found.get(key)
        const known = newer ?? affected(record, record.verdict.decision)
        found.set(key, { ...known, firstAt: at, decisions: known.decisions + 1 })
      }
    },
    result: () => [...found.values()],
  }
}

function affected({ artifact, verdict, at }: DecisionRecord, decision: Affected['decision']): Affected {
  return {
    what: 'filename' in artifact ? artifact.filename : artifact.location,
    project: artifact.project,
    version: 'version' in artifact ? artifact.version : null,
    sha256: 'sha256' in artifact ? artifact.sha256 : null,
    decision,
    code: verdict.code,
    ref: verdict.ref,
    exception: verdict.exception,
    publishers: [...new Set(publishersOf(verdict).map(publisherText))],
    firstAt: at,
    lastAt: at,
    decisions: 0,
  }
}

function matches({ artifact, verdict }: DecisionRecord, wanted: Wanted): boolean {
  switch (wanted.by) {
    case 'digest':
      return 'sha256' in artifact && artifact.sha256 === wanted.sha256
    case 'project':
      return (
        artifact.project === wanted.project &&
        (wanted.version === null ||
          ('version' in artifact && compareVersions(artifact.version, wanted.version) === 0))
      )
    case 'code':
      return verdict.code === wanted.code || verdict.reasons.some(({ code }) => code === wanted.code)
    case 'exception':
      return verdict.exception === wanted.id
    case 'key':
      return keysOf(verdict).some((name) => wanted.fingerprints.includes(name.toUpperCase()))
    case 'publisher':
      return publishersOf(verdict).some((publisher) => isCalled(publisher, wanted.publisher))
  }
}

/** Every key that a fact names: of signatures, attestations by plain keys, and rebuilds. */
function keysOf({ facts }: DecisionRecord['verdict']): readonly string[] {
  return facts.flatMap((fact) => {
    if (fact.result !== 'ok') return []
    if (fact.check === 'signature') return [fact.fingerprint, fact.signedBy]
    if (fact.check === 'rebuild') return [fact.fingerprint]
    const isByKey = fact.check === 'attestation' && fact.publisher.kind === 'key'
    return isByKey ? [fact.publisher.fingerprint] : []
  })
}

function publishersOf({ facts }: DecisionRecord['verdict']): readonly Publisher[] {
  return facts.flatMap((fact) =>
    fact.check === 'attestation' && fact.result === 'ok' ? [fact.publisher] : [],
  )
}

function isCalled(publisher: Publisher, name: string): boolean {
  const wanted = name.toLowerCase()
  return [publisher.subject, nameOf(publisher)].some((each) => each?.toLowerCase() === wanted)
}

/** What people call a publisher; null where only the certificate's subject names it. */
function nameOf(publisher: Publisher): string | null {
  switch (publisher.kind) {
    case 'github':
    case 'gitlab':
    case 'circleci':
      return publisher.repository
    case 'google':
    case 'email':
      return publisher.email
    case 'buildkite':
      return `${publisher.organization}/${publisher.pipeline}`
    case 'activestate':
      return `${publisher.organization}/${publisher.project}`
    case 'key':
    case 'other':
      return null
  }
}
