import type { FileArtifact } from '../artifact/index.ts'
import type { DigestWanted, SuffixedDigest } from '../protocol/index.ts'
import type { Evaluation, PageSubject, PolicyQuestion } from '../policy/index.ts'
import type { FoundEvidence, RevocationsKnown } from '../sources/index.ts'
import type { Store } from '../store/index.ts'
import type { Histories } from './history/index.ts'
import type {
  DatedListing,
  Evidence,
  Fact,
  PageDenial,
  ProvenanceOffer,
  Run,
  Withheld,
} from '../verdict/index.ts'

/** What verification is asked. */
export interface Verification {
  readonly artifact: FileArtifact
  readonly evidence: readonly Evidence[]
  readonly offer: ProvenanceOffer
  readonly suffixed: readonly SuffixedDigest[]
}

export type Verified =
  | { readonly kind: 'facts'; readonly facts: readonly Fact[]; readonly recheckAfter: number | null }
  | { readonly kind: 'digests-wanted'; readonly wanted: readonly DigestWanted[] }

/** The policy that decides; or, where no file can be used, why: then everything is refused. */
export type PolicyInForce =
  | {
      readonly kind: 'in-force'
      readonly evaluate: (question: PolicyQuestion, now: number) => Evaluation
      /** What of a page is too young, and is kept out of it. */
      readonly withhold: (listing: DatedListing, run: Run, now: number) => readonly Withheld[]
      /** Whether an index may be asked about a project. */
      readonly page: (page: PageSubject) => PageDenial | null
      /** URLs of the indexes that the policy calls private. */
      readonly privateIndexes: readonly string[]
    }
  | { readonly kind: 'unusable'; readonly file: string; readonly words: string }

/** All that a judgement depends on besides the question: made by the composition root, planted by tests. */
export interface World {
  /** Evidence folders and templates from the settings; never an address from a client. */
  findEvidence(artifact: FileArtifact): Promise<FoundEvidence>
  /** Evidence and trust to facts; `now` in seconds since the epoch. */
  verify(verification: Verification, now: number): Promise<Verified>
  /** Digest of the trust that `verify` uses, and of its version: other facts may come of another. */
  readonly trustDigest: string
  readonly policy: PolicyInForce
  /** Of the key directories that are followed; null where none is. */
  readonly revocations: RevocationsKnown | null
  /**
   * The world anew after key directories were asked, since these names of keys were not known; null where there is nothing new.
   * A name is asked for once.
   */
  readonly renewed: (strangers: readonly string[]) => Promise<World | null>
  readonly store: Store
  /** Listings in the order of their versions: `histories()`, made once. */
  readonly histories: Histories
  /** Seconds since the epoch, UTC. */
  now(): number
}
