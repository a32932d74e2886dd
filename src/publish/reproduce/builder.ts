import type { BuildLock, Isolation, SourceIdentity } from '../build/index.ts'
import type { ComparedFile } from '../difference/index.ts'
import type { Attempt } from './plan/index.ts'

/** Builds one source again and again. */
export interface Builder {
  readonly source: SourceIdentity
  readonly isolation: Isolation
  /** Makes the tools ready that the source’s own `build.lock` names; null where it has none. Throws BuildError. */
  readonly withOwnTools: (() => Promise<Workshop>) | null
  /**
   * Locks the source's tools and makes them ready.
   * @param asOf seconds since the epoch
   * @throws BuildError
   */
  readonly withTools: (python: string, asOf: number, pins: readonly string[]) => Promise<Workshop>
}

/** Tools that are ready to build with. */
export interface Workshop {
  readonly tools: BuildLock
  /** @throws BuildError */
  readonly build: (attempt: Attempt) => Promise<ComparedFile>
  readonly close: () => Promise<void>
}
