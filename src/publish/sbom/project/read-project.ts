import { join } from 'node:path'
import { FilesError, readFileBounded } from '../../../files/index.ts'
import { builtArtifacts } from './built-artifacts.ts'
import type { ProjectParts } from './project-bill.ts'
import { readLock, type LockedPackage } from './read-lock.ts'

const MAX_LOCK_BYTES = 16 * 1024 * 1024

/**
 * What a project's folder has: its wheels and sdists in `dist`, `pylock.toml` with what it runs with, `build.lock` with
 * what it is built with. Throws `SbomError` `project` and `lock`.
 */
export async function readProject(folder: string): Promise<ProjectParts> {
  const artifacts = await builtArtifacts(join(folder, 'dist'))
  const [locked, builtWith] = await Promise.all([
    lockOf(join(folder, 'pylock.toml')),
    lockOf(join(folder, 'build.lock')),
  ])
  return { metadata: artifacts[0].metadata, artifacts, locked, builtWith }
}

/** The packages of a lock file, or null where there is none. Throws `SbomError` `lock`. */
export async function lockOf(path: string): Promise<readonly LockedPackage[] | null> {
  try {
    return readLock(await readFileBounded(path, { maxBytes: MAX_LOCK_BYTES }), path)
  } catch (error) {
    if (error instanceof FilesError && error.code === 'missing') return null
    throw error
  }
}
