import type { Artifact } from '../../artifact/index.ts'
import type { Bypass, RememberedFacts } from '../../protocol/index.ts'
import type { Fact, ProvenanceOffer, Run, Verdict } from '../../verdict/index.ts'

/** What is known about one artifact. */
export interface Known {
  readonly artifact: Artifact
  readonly facts: readonly Fact[]
  readonly offer: ProvenanceOffer
}

/** «May this artifact be used in this run?» */
export interface PolicyQuestion extends Known {
  readonly run: Run
  /**
   * For a wheel of pip's wheel cache: the recorded source that it was built from, which is judged in its place under
   * the policy of today. Without it such a wheel is judged as an sdist without evidence.
   */
  readonly source?: Known | null
  /** What verified about the same bytes earlier; counts where evidence can't be had, as `availability` says. */
  readonly remembered?: RememberedFacts | null
  /** URLs of the indexes on which this machine has seen the project. */
  readonly seenOn?: readonly string[]
  /** A break-glass that is in force. */
  readonly bypass?: Bypass | null
}

/** A verdict but for what only the daemon knows. */
export type Evaluation = Omit<Verdict, 'ref' | 'fromCache'>
