import type { Artifact } from '../artifact/index.ts'
import type { Fact, PolicyRef, ProvenanceOffer, Run, Verdict } from '../verdict/index.ts'

/** One decision, as it is kept. */
export interface DecisionRecord {
  readonly at: number
  readonly run: Run
  readonly artifact: Artifact
  readonly verdict: Verdict
  /** What the policy was told beside artifact, run and facts, so that the decision can be replayed; null where unknown. */
  readonly circumstances: Circumstances | null
}

/** Everything else that a decision is a function of. */
export interface Circumstances {
  readonly offer: ProvenanceOffer
  /** How many of the verdict's facts, from the first, are the artifact's own; the others are its source's. */
  readonly ownFacts: number
  /** The recorded source that stood for a wheel of pip's wheel cache. */
  readonly source: { readonly artifact: Artifact; readonly offer: ProvenanceOffer } | null
  readonly remembered: RememberedFacts | null
  /** URLs of the indexes on which this machine has seen the project. */
  readonly seenOn: readonly string[]
  readonly bypass: Bypass | null
}

/** What verified about the same bytes earlier, for when evidence can't be had. */
export interface RememberedFacts {
  /** Seconds since the epoch, UTC. */
  readonly at: number
  readonly facts: readonly Fact[]
}

/** A break-glass: until then refusals by policy are warnings. */
export interface Bypass {
  readonly reason: string
  readonly by: string
  /** Seconds since the epoch, UTC. */
  readonly from: number
  readonly until: number
}

/** The policy in force, layer by layer; a machine's, those of followed key directories, a team's, a user's. */
export interface PolicyStatus {
  readonly name: string
  readonly version: number
  readonly digest: string
  readonly files: readonly string[]
  /** Set when a file on disk is not what is in force: why it was refused. */
  readonly refused: string | null
  readonly layers: readonly PolicyLayer[]
}

export interface PolicyLayer {
  readonly layer: 'machine' | 'directory' | 'team' | 'user'
  readonly policy: PolicyRef
  /** Null for a preset that holds without a file. */
  readonly file: string | null
}
