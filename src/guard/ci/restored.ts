import { lstat, readdir } from 'node:fs/promises'
import type { HomePaths } from '../../client/index.ts'
import { isSystemError } from '../../files/index.ts'

/** Something of pip-trust's that was there before the job began. */
export interface Restored {
  readonly path: string
  /** What it would have been to whoever believed it: `a store`, `a policy`. */
  readonly what: string
}

const PLACES = [
  ['storeFile', 'a store of facts and decisions'],
  ['policyFile', 'a policy'],
  ['teamPolicyFile', 'a policy of the team'],
  ['settingsFile', 'settings with evidence sources'],
  ['keysDir', 'keyrings'],
  ['trustRootsDir', 'trust roots'],
  ['directoriesDir', 'key directories that are followed'],
  ['directoryStateDir', 'what was heard of key directories'],
  ['trustStateDir', 'refreshed trust roots'],
  ['lastPoliciesDir', 'last policies'],
  ['caDir', 'a certificate authority'],
  ['daemonSocket', 'a socket of a daemon'],
  ['shimSocket', 'a socket of an interceptor'],
  ['pipCache', 'a cache of pip'],
] as const satisfies readonly (readonly [keyof HomePaths, string])[]

/**
 * What lies in the places of a home that this job didn't make: left by an earlier job, or restored from a cache that
 * others may write. Links count without being followed; nothing is opened.
 */
export async function restoredState(paths: HomePaths): Promise<readonly Restored[]> {
  const found = await Promise.all(
    PLACES.map(async ([place, what]) =>
      (await isThere(paths[place])) ? [{ path: paths[place], what }] : [],
    ),
  )
  return found.flat()
}

/** True where there is anything in a folder, or something that is no folder in its place. */
export async function holdsAnything(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length > 0
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return false
    if (isSystemError(error, 'ENOTDIR') || isSystemError(error, 'EACCES')) return true
    throw error
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if (isSystemError(error, 'ENOENT') || isSystemError(error, 'ENOTDIR')) return false
    // What can't be looked at is there.
    if (isSystemError(error, 'EACCES')) return true
    throw error
  }
}
