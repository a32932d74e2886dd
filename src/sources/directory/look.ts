import type { DirectoryUpdate, TufRepository } from '../tuf/index.ts'

/** Reads a directory from its first root on, as one who never heard it. `now` in seconds. Throws `TufError`. */
export async function lookAtDirectory(repository: TufRepository, now: number): Promise<DirectoryUpdate> {
  const tuf = await import('../tuf/index.ts')
  return await tuf.lookAtDirectory(repository, await tuf.readRoot(repository, 1), now)
}

/** The code by which a root is introduced. Throws `TufError`. */
export async function introductionOfRoot(label: string, bytes: Uint8Array): Promise<string> {
  const tuf = await import('../tuf/index.ts')
  return tuf.introductionOfRoot(label, bytes)
}
