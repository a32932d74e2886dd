import type { Stats } from 'node:fs'
import { lstat, mkdir } from 'node:fs/promises'
import { FilesError, isSystemError } from './files-error.ts'

const RIGHTS_OF_OTHERS = 0o077

/**
 * Makes the folder, and those above it that are missing, with mode 0700, or checks one that exists: no link, of this
 * user, no rights for anybody else. Throws `FilesError` otherwise; an existing folder is never changed.
 */
export async function ensurePrivateFolder(path: string): Promise<void> {
  // What stands in the way is told by the look at it that follows.
  await mkdir(path, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    if (!['EEXIST', 'ENOTDIR', 'ENOENT'].some((code) => isSystemError(error, code))) throw error
  })
  const stats = await statsOf(path)
  if (stats.isSymbolicLink()) throw new FilesError('is-link', { message: `\`${path}\` is a link` })
  if (!stats.isDirectory()) throw new FilesError('not-a-folder', { message: `\`${path}\` is not a folder` })
  checkRights(path, stats, '700')
}

/** Checks that a file is regular, no link, of this user, and without rights for anybody else. Throws `FilesError`. */
export async function checkPrivateFile(path: string): Promise<void> {
  const stats = await statsOf(path)
  if (stats.isSymbolicLink()) throw new FilesError('is-link', { message: `\`${path}\` is a link` })
  if (!stats.isFile()) throw new FilesError('not-regular', { message: `\`${path}\` is not a regular file` })
  checkRights(path, stats, '600')
}

async function statsOf(path: string): Promise<Stats> {
  try {
    return await lstat(path)
  } catch (cause) {
    if (!isSystemError(cause, 'ENOENT') && !isSystemError(cause, 'ENOTDIR')) throw cause
    throw new FilesError('missing', { message: `there is no \`${path}\``, cause })
  }
}

function checkRights(path: string, stats: Stats, wanted: string): void {
  const user = process.getuid?.()
  if (user !== undefined && stats.uid !== user) {
    throw new FilesError('foreign-owner', {
      message: `\`${path}\` belongs to user ${stats.uid}, not to ${user}`,
    })
  }
  if ((stats.mode & RIGHTS_OF_OTHERS) !== 0) {
    const mode = (stats.mode & 0o777).toString(8)
    throw new FilesError('open-to-others', {
      message: `\`${path}\` has mode ${mode}: other users have rights to it`,
      hint: `chmod ${wanted} '${path}'`,
    })
  }
}
