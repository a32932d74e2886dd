import type { FileArtifact } from '../artifact/index.ts'
import type { DigestWanted, SuffixedDigest } from '../protocol/index.ts'
import type { Evidence, Fact, ProvenanceOffer } from '../verdict/index.ts'

/** One artifact with all that was found about it. */
export interface EvidenceQuestion {
  readonly artifact: FileArtifact
  readonly evidence: readonly Evidence[]
  readonly offer: ProvenanceOffer
  /** Answers to an earlier `digests-wanted`. */
  readonly suffixed: readonly SuffixedDigest[]
}

export type EvidenceAnswer =
  | {
      readonly kind: 'facts'
      readonly facts: readonly Fact[]
      /** Seconds since the epoch: from then on the facts may be others (a key expires); null for never. */
      readonly recheckAfter: number | null
    }
  | { readonly kind: 'digests-wanted'; readonly wanted: readonly DigestWanted[] }
