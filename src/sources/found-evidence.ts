import type { Evidence } from '../verdict/index.ts'

/** What the configured sources gave for one artifact. */
export interface FoundEvidence {
  readonly evidence: readonly Evidence[]
  /** Sources that could not be asked: what they have is unknown, not absent. */
  readonly unavailable: readonly { readonly where: string; readonly why: string }[]
}

/** One source's part of it. */
export function joinFound(parts: readonly FoundEvidence[]): FoundEvidence {
  return {
    evidence: parts.flatMap(({ evidence }) => evidence),
    unavailable: parts.flatMap(({ unavailable }) => unavailable),
  }
}
