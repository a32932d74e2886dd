import type { BuildLock, Isolation, SourceIdentity } from '../build/index.ts'
import type { ComparedFile, Comparison, Grade } from '../difference/index.ts'
import type { Attempt, PublishedFile } from './plan/index.ts'

/** How alike a rebuild is; `unbuilt` where there is none. */
export type ReproductionGrade = Grade | 'unbuilt'

/** One build and what came of it. */
export type Trial = BuiltTrial | FailedTrial

export interface BuiltTrial {
  readonly kind: 'built'
  readonly tools: BuildLock
  readonly attempt: Attempt
  readonly rebuilt: ComparedFile
  readonly comparison: Comparison
}

export interface FailedTrial {
  readonly kind: 'failed'
  readonly python: string
  /** Null where the tools couldn't be had. */
  readonly attempt: Attempt | null
  readonly why: string
}

/** What came of reproducing one wheel. */
export interface Reproduction {
  readonly published: PublishedFile
  readonly source: SourceIdentity
  readonly isolation: Isolation
  readonly grade: ReproductionGrade
  /** The trial that the grade is of; null for `unbuilt`. */
  readonly best: BuiltTrial | null
  readonly trials: readonly Trial[]
}
