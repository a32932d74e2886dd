import type { Stats } from 'node:fs'
import { lstat, mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { FilesError, isSystemError } from './files-error.ts'

const RIGHTS_OF_OTHERS = 0o077
const OTHERS_WRITE = 0o002
const STICKY = 0o1000

/**
 * Makes the folder, and those above it that are missing, with mode 0700, or checks one that exists: no link, of this
 * user, no rights for anybody else, and below no folder in which everybody may put another in its place. Throws
 * `FilesError` otherwise; an existing folder is never changed.
 */
export async function ensurePrivateFolder(path: string): Promise<void> {
  await makeFolders(path)
  const stats = await statsOf(path)
  if (stats.isSymbolicLink()) throw new FilesError('is-link', { message: `\`${path}\` is a link` })
  if (!stats.isDirectory()) throw new FilesError('not-a-folder', { message: `\`${path}\` is not a folder` })
  checkRights(path, stats, '700')
  await checkAbove(path)
}

/**
 * The folder, this one or one above it, in which everybody may put another in the place of what is there; null where there is none.
 * What is made below such a one need not stay what it is.
 */
export async function openFolderAt(folder: string): Promise<string | null> {
  const { mode } = await stat(folder)
  if ((mode & OTHERS_WRITE) !== 0 && (mode & STICKY) === 0) return folder
  const above = dirname(folder)
  return above === folder ? null : await openFolderAt(above)
}

/**
 * One by one: where a file system lets nobody make folders and says that there is none (`/proc`), Node's own `recursive`
 * asks again for ever. What stands in the way is told by the look at it that follows.
 */
async function makeFolders(path: string): Promise<void> {
  const found = await makeFolder(path)
  const above = dirname(path)
  if (found !== 'nothing-above' || above === path) return
  await makeFolders(above)
  await makeFolder(path)
}

async function makeFolder(path: string): Promise<'tried' | 'nothing-above'> {
  try {
    await mkdir(path, { mode: 0o700 })
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return 'nothing-above'
    if (!isSystemError(error, 'EEXIST') && !isSystemError(error, 'ENOTDIR')) throw error
  }
  return 'tried'
}

/** A folder that all may write to, without the sticky bit, lets all rename what is in it. */
async function checkAbove(path: string): Promise<void> {
  const open = await openFolderAt(dirname(path))
  if (open === null) return
  throw new FilesError('open-to-others', {
    message: `\`${path}\` can be replaced by other users: all may write to \`${open}\``,
    hint: `chmod o-w '${open}', or name another folder by PIP_TRUST_HOME`,
  })
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
