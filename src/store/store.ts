import type { Sha256 } from '../encoding/index.ts'
import type { ArtifactQuestion, DecisionRecord } from '../protocol/index.ts'
import type { Fact } from '../verdict/index.ts'

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
  counts(): Promise<Counts>
  /** Forgets what is older or more than is kept. `now` in seconds since the epoch. */
  prune(now: number): Promise<void>
  close(): Promise<void>
}
