import { existsSync } from 'node:fs'
import { join } from 'node:path'

const REPOSITORY = join(import.meta.dirname, '..', '..')

/**
 * A folder of vectors: beside the repository where they are handed out (`../shared/vectors`), else the project's own
 * copy. Null where there is neither.
 */
export const vectorsFolder = (name: string): string | null =>
  [join(REPOSITORY, '..', 'shared', 'vectors', name), join(REPOSITORY, 'test', 'vectors', name)].find(
    (folder) => existsSync(folder),
  ) ?? null

/** The seed of the public-good trust root, as `@sigstore/tuf` ships it. */
export const SEED = join(REPOSITORY, 'node_modules', '@sigstore', 'tuf', 'seeds.json')
