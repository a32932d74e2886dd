import { createHash } from 'node:crypto'
import { lstat, mkdir, realpath, rm, rmdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { FilesError, isSystemError, readFileBounded, writeFileAtomically } from '../../files/index.ts'
import type { GuardWorld } from './guard-world.ts'
import { ProtectError } from './protect-error.ts'

export const MAX_CONF_BYTES = 256 * 1024
/** Of a file that was there, once it holds the guard's token. */
export const RIGHTS_OF_OWNER = 0o700
/** Of a file that was not there. */
export const NEW_MODE = 0o600

/** A configuration file of the person's. */
export interface OwnConf {
  /** Links resolved: the link stays, what it leads to is changed. */
  readonly real: string
  readonly bytes: Buffer
  readonly mode: number
}

/** How a program's files are called, and what is thrown for one that can't be used. */
export interface ConfWords {
  /** `pip’s configuration file` */
  readonly called: string
  readonly unusable: (path: string, found: string, cause: unknown) => ProtectError
}

/**
 * Reads a configuration file (UTF-8, at most `MAX_CONF_BYTES`) that is to be changed; null where there is none.
 * @throws ProtectError `foreign` for another user's; what `unusable` makes for one that can't be read
 */
export async function readOwnConf(
  path: string,
  { uid }: Pick<GuardWorld, 'uid'>,
  { called, unusable }: ConfWords,
): Promise<OwnConf | null> {
  if (!(await isThere(path, unusable))) return null
  const real = await realpath(path).catch((cause: unknown) => {
    throw unusable(path, 'it is a link that leads nowhere', cause)
  })
  const found = await stat(real)
  if (found.uid !== uid)
    throw new ProtectError('foreign', {
      message: `${called} \`${real}\` belongs to another user (${found.uid}): expected one of your own (${uid})`,
      hint: 'put a copy of your own in its place',
    })
  try {
    const bytes = Buffer.from(await readFileBounded(real, { maxBytes: MAX_CONF_BYTES }))
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return { real, bytes, mode: found.mode & 0o777 }
  } catch (cause) {
    throw unusable(real, cause instanceof FilesError ? cause.message : 'it is not UTF-8', cause)
  }
}

async function isThere(path: string, unusable: ConfWords['unusable']): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (cause) {
    if (isSystemError(cause, 'ENOENT')) return false
    throw unusable(path, cause instanceof Error ? cause.message : 'it can’t be looked at', cause)
  }
}

/** Writes it at once, whole, with the folder that it needs. */
export async function writeOwnConf(path: string, bytes: Buffer, mode: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeFileAtomically(path, bytes, { mode })
}

/** Takes it away, with the folder that we made for it where nothing else is in it. */
export async function removeOwnConf(path: string): Promise<void> {
  await rm(path, { force: true })
  await rmdir(dirname(path)).catch(() => undefined)
}

/** sha256, hex. */
export const confDigest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
