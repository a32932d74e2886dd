import type { Sha256 } from '../encoding/index.ts'
import type {
  ArtifactQuestion,
  Bypass,
  DecisionRecord,
  HistoryRecord,
  HistoryReply,
  RememberedFacts,
} from '../protocol/index.ts'
import type { ProjectName } from '../python/index.ts'
import type { Fact, ListedFile, Listing, RememberedPublisher } from '../verdict/index.ts'

/** What was verified once about an artifact. */
export interface KnownFacts {
  readonly facts: readonly Fact[]
  /** Seconds since the epoch, UTC, from which the facts may differ; null: never. */
  readonly recheckAfter: number | null
}

/** A question without its envelope, kept so that the same source can be judged again under another policy or trust. */
export type KeptQuestion = Omit<ArtifactQuestion, 'v' | 'id' | 'type'>

/** A source that a run judged and did not refuse. */
export interface JudgedSource {
  readonly run: string
  /** An sdist's digest, or a tree's location. */
  readonly source: string
  readonly question: KeptQuestion
}

/** A wheel that pip built, and the judged source it was built from. */
export interface Derivation {
  readonly wheel: Sha256
  readonly source: string
  readonly question: KeptQuestion
  /** True when code of an artifact had run in that run before. */
  readonly tainted: boolean
}

/** The bytes that an index gave under a file name. */
export interface Sight {
  readonly index: string
  readonly filename: string
  readonly sha256: Sha256
}

/** One decision with all that is to be remembered because of it: recorded as one, or not at all. */
export interface Entry {
  readonly decision: DecisionRecord
  readonly sight: Sight | null
  readonly source: JudgedSource | null
  readonly derivation: Derivation | null
  /** Publishers to be remembered for the project. */
  readonly publishers: readonly RememberedPublisher[]
}

/** What this machine has seen of a project on one index: every file that its listings ever named. */
export interface KeptListing {
  /** URL of the index. */
  readonly index: string
  readonly project: ProjectName
  /** When the first listing came, in seconds since the epoch, UTC. */
  readonly firstListedAt: number
  readonly lastListedAt: number
  readonly status: Listing['status']
  /** True once a listing could name provenance: only such an index can lose it. */
  readonly offersProvenance: boolean
  readonly files: readonly KeptFile[]
}

export interface KeptFile extends ListedFile {
  /** When a listing first named it, in seconds since the epoch, UTC. */
  readonly firstSeenAt: number
  /** True once any listing named provenance for it: what was offered and is gone was lost. */
  readonly everAttested: boolean
}

/** Pages of records: newest first, those before `before`. */
export interface Page {
  readonly since: number
  readonly before: number | null
  readonly limit: number
}

export interface Counts {
  readonly facts: number
  readonly decisions: number
}

/** The daemon's memory. Every call rejects with `StoreError`; what can't be read is never taken for something good. */
export interface Store {
  facts(key: string): Promise<KnownFacts | null>
  keepFacts(key: string, known: KnownFacts): Promise<void>
  /** Refusals are on the disk when this resolves; the rest survives the daemon's death, though not the machine's. */
  record(entry: Entry): Promise<void>
  /** The digest recorded first for this file of this index. */
  seen(index: string, filename: string): Promise<Sha256 | null>
  judgedSource(run: string, source: string): Promise<JudgedSource | null>
  derivation(wheel: Sha256): Promise<Derivation | null>
  /** Newest first: all of `ref` (whole, or a bare code), or of the last run. */
  decisions(query: {
    readonly ref: string | null
    readonly limit: number
  }): Promise<readonly DecisionRecord[]>
  /** Newest first. `next` goes on with the page before; null where there is none. */
  decisionsSince(page: Page): Promise<{
    readonly decisions: readonly { readonly id: number; readonly record: DecisionRecord }[]
    readonly next: number | null
  }>
  /** The newest facts about these bytes among which an attestation or a signature verified. */
  lastVerified(sha256: Sha256): Promise<RememberedFacts | null>
  listing(index: string, project: ProjectName): Promise<KeptListing | null>
  keepListing(listing: KeptListing): Promise<void>
  /** URLs of the indexes on which the project was seen. */
  seenOn(project: ProjectName): Promise<readonly string[]>
  /** Of one project, or of all; in the order in which they were first seen. */
  publishers(project: ProjectName | null): Promise<readonly RememberedPublisher[]>
  /** Remembers a publisher, also on further lines, or forgets it. */
  rememberPublisher(remembered: RememberedPublisher): Promise<void>
  forgetPublisher(remembered: RememberedPublisher): Promise<void>
  /** Appends for good; on the disk when this resolves. */
  append(record: Omit<HistoryRecord, 'id'>): Promise<void>
  history(page: Page): Promise<Pick<HistoryReply, 'records' | 'next'>>
  /** The break-glass in force at `now`; ended ones are none. */
  bypass(now: number): Promise<Bypass | null>
  /** Begins one or, with null, ends it. */
  setBypass(bypass: Bypass | null): Promise<void>
  counts(): Promise<Counts>
  /** Forgets what is older or more than is kept. `now` in seconds since the epoch. */
  prune(now: number): Promise<void>
  close(): Promise<void>
}
