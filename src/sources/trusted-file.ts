import { constants, type Stats } from 'node:fs'
import { open } from 'node:fs/promises'
import { FilesError, readFileBounded } from '../files/index.ts'
import { SourcesError } from './sources-error.ts'

const WRITABLE_BY_OTHERS = 0o022
const ROOT = 0

/**
 * Reads a file that decides what is trusted: regular (a link to one is followed), owned by this user or root, writable by
 * nobody else, at most `maxBytes`. Throws `SourcesError` `missing`, `unsafe-file` or `too-large`.
 */
export async function readTrustedFile(path: string, maxBytes: number): Promise<Uint8Array> {
  try {
    checkOwner(path, await statsOf(path))
    return await readFileBounded(path, { maxBytes })
  } catch (cause) {
    if (!(cause instanceof FilesError)) throw cause
    const code = cause.code === 'missing' || cause.code === 'too-large' ? cause.code : 'unsafe-file'
    throw new SourcesError(code, { message: cause.message, cause })
  }
}

async function statsOf(path: string): Promise<Stats> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause: unknown) => {
    throw new SourcesError(isMissing(cause) ? 'missing' : 'unsafe-file', {
      message: isMissing(cause) ? `there is no file \`${path}\`` : `\`${path}\` can't be read`,
      cause,
    })
  })
  try {
    return await file.stat()
  } finally {
    await file.close()
  }
}

function checkOwner(path: string, stats: Stats): void {
  if (!stats.isFile()) throw unsafe(path, 'is not a regular file')
  if (stats.uid !== process.getuid?.() && stats.uid !== ROOT)
    throw unsafe(path, `belongs to user ${stats.uid}`)
  if ((stats.mode & WRITABLE_BY_OTHERS) !== 0)
    throw unsafe(path, 'may be written by other users', `chmod go-w '${path}'`)
}

function unsafe(path: string, what: string, hint?: string): SourcesError {
  return new SourcesError('unsafe-file', {
    message: `\`${path}\` ${what}`,
    ...(hint === undefined ? {} : { hint }),
  })
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}
