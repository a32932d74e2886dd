import { lstat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { sha256Of, type Sha256 } from '../../encoding/index.ts'
import { acquireLock, ensurePrivateFolder, type Lock } from '../../files/index.ts'
import type { PolicyText } from '../draft/index.ts'
import { EditError } from '../edit-error.ts'
import { writeFailure } from '../write-failure.ts'
import { keepVersion } from './kept-versions.ts'
import { readInstalled, targetOf } from './policy-file.ts'

/** Where a policy is installed, and what it takes. */
export interface InstallPlace {
  readonly file: string
  /** Held while the file is compared and replaced. */
  readonly lock: string
  /** Where the last texts are kept. */
  readonly versions: string
}

export interface InstallEffects {
  /** Seconds since the epoch, UTC. */
  readonly now: () => number
  /** Aside, fsync, rename, fsync of the folder; 0600. */
  readonly write: (file: string, text: string) => Promise<void>
  readonly wait: (ms: number) => Promise<void>
}

export type Installed =
  | { readonly kind: 'installed'; readonly before: Sha256 | null; readonly after: Sha256 }
  /** Somebody else was there first: `found` is there now, null where the file is gone. */
  | { readonly kind: 'conflict'; readonly found: PolicyText | null }

/**
 * Puts a text in the place of the one with digest `expected` (null: of none), whole or not at all, and keeps both. Throws
 * `EditError` `install` where the file or its folder can't be written.
 */
export async function installPolicy(
  place: InstallPlace,
  { text, expected }: { readonly text: string; readonly expected: Sha256 | null },
  effects: InstallEffects,
): Promise<Installed> {
  try {
    const lock = await lockWithin(place.lock, effects)
    try {
      return await swap(place, text, expected, effects)
    } finally {
      await lock.release()
    }
  } catch (error) {
    throw writeFailure(place.file, error)
  }
}

async function swap(
  { file, versions }: InstallPlace,
  text: string,
  expected: Sha256 | null,
  { now, write }: InstallEffects,
): Promise<Installed> {
  const found = await readInstalled(file)
  if ((found?.digest ?? null) !== expected) return { kind: 'conflict', found }
  const isLink = (await lstat(file).catch(() => null))?.isSymbolicLink() ?? false
  const target = await targetOf(file, isLink)
  if (!isLink) await ensurePrivateFolder(dirname(target))
  if (found !== null) await keepVersion(versions, found.text, now())
  await write(target, text)
  await keepVersion(versions, text, now())
  return { kind: 'installed', before: expected, after: sha256Of(Buffer.from(text)) }
}

const LIMIT_MS = 5000
const BETWEEN_MS = 50

/** Others hold it for as long as a file takes to write. */
async function lockWithin(path: string, { wait }: InstallEffects): Promise<Lock> {
  await ensurePrivateFolder(dirname(path))
  for (let waitedMs = 0; ; waitedMs += BETWEEN_MS) {
    const lock = await acquireLock(path)
    if (lock !== null) return lock
    if (waitedMs >= LIMIT_MS) {
      throw new EditError('install', {
        message: `another \`trustctl\` has been installing a policy for ${LIMIT_MS / 1000} seconds`,
        hint: `wait, or remove \`${path}\` when no such process is there`,
      })
    }
    await wait(BETWEEN_MS)
  }
}
