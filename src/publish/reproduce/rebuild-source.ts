import { BuildError, sdistTree, type BuildWorld, type Source } from '../build/index.ts'
import type { ComparedFile } from '../difference/index.ts'
import { openCommit, type CommitWish } from './git-checkout.ts'
import { sdistSource } from './sources.ts'

/** What a file is rebuilt from, until `close`. */
export interface RebuildSource {
  /** With the times and rights that it tells. */
  readonly source: Source
  /** As `trustctl build` takes it: one time, and rights that are everywhere the same. */
  readonly settled: Source
  readonly close: () => Promise<void>
}

/** Throws `ReproduceError` `source`, `BuildError`. */
export async function fromSdist(file: ComparedFile, epochSeconds: number): Promise<RebuildSource> {
  const source = await sdistSource(file)
  const settled = await sdistTree(file.filename, file.bytes, epochSeconds).catch((error: unknown) => {
    // Not all that can be built from is as `trustctl build` wants it.
    if (error instanceof BuildError) return { ...source, epochSeconds }
    throw error
  })
  return { source, settled, close: async () => {} }
}

/** Throws `ReproduceError` `source`, `BuildError`. */
export async function fromCommit(
  wish: CommitWish,
  epochSeconds: number,
  world: BuildWorld,
): Promise<RebuildSource> {
  world.onProgress(`fetching ${wish.commit.slice(0, 12)} of ${wish.repository}`)
  const { source, close } = await openCommit(wish, world)
  return { source, settled: { ...source, epochSeconds }, close }
}
