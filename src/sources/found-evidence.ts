import type { Evidence, EvidenceKind } from '../verdict/index.ts'

/** What the configured sources gave for one artifact. */
export interface FoundEvidence {
  readonly evidence: readonly Evidence[]
  /** Sources that could not be asked: what they have is unknown, not absent. */
  readonly unavailable: readonly UnavailableEvidence[]
}

export interface UnavailableEvidence {
  readonly kind: EvidenceKind
  readonly where: string
  readonly why: string
}

/** Puts the parts of several sources together. */
export function joinFound(parts: readonly FoundEvidence[]): FoundEvidence {
  return {
    evidence: parts.flatMap(({ evidence }) => evidence),
    unavailable: parts.flatMap(({ unavailable }) => unavailable),
  }
}
