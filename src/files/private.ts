import type { Stats } from 'node:fs'
import { lstat, mkdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
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
  await checkAbove(path, path)
}

/** Whether what is made in this folder stays what it is: neither it nor one above it lets everybody put another in its place. */
export async function keepsItsOwn(folder: string): Promise<boolean> {
  try {
    await checkAbove(folder, join(folder, 'x'))
    return true
  } catch (error) {
    if (error instanceof FilesError && error.code === 'open-to-others') return false
    throw error
  }
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

/**
 * A folder that all may write to, without the sticky bit, lets all rename what is in it. Throws `FilesError` `open-to-others`
 * where such a one is above `below`; `path` is what the words name.
 */
async function checkAbove(path: string, below: string): Promise<void> {
  const above = dirname(below)
  if (above === below) return
  const { mode } = await stat(above)
  if ((mode & OTHERS_WRITE) !== 0 && (mode & STICKY) === 0) {
    throw new FilesError('open-to-others', {
      message: `\`${path}\` can be replaced by other users: all may write to \`${above}\``,
      hint: `chmod o-w '${above}', or name another folder by PIP_TRUST_HOME`,
    })
  }
  await checkAbove(path, above)
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
