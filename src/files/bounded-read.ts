import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { FilesError, isSystemError } from './files-error.ts'

/**
 * Reads a regular file (links are followed) of at most `maxBytes`. Throws `FilesError` `missing`, `not-regular` or
 * `too-large`; a pipe or device is never waited for.
 */
export async function readFileBounded(
  path: string,
  { maxBytes }: { readonly maxBytes: number },
): Promise<Uint8Array> {
  const file = await openRegularFile(path)
  try {
    return await readUpTo(path, file, maxBytes)
  } finally {
    await file.close()
  }
}

/** Opens a regular file (links are followed) for reading. Throws `FilesError` `missing` or `not-regular`. */
export async function openRegularFile(path: string): Promise<FileHandle> {
  const file = await openToRead(path)
  if ((await file.stat()).isFile()) return file
  await file.close()
  throw notRegular(path)
}

function notRegular(path: string): FilesError {
  return new FilesError('not-regular', { message: `\`${path}\` is not a regular file` })
}

async function openToRead(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (cause) {
    // What open(2) says of a socket.
    if (isSystemError(cause, 'ENXIO')) throw notRegular(path)
    if (!isSystemError(cause, 'ENOENT') && !isSystemError(cause, 'ENOTDIR')) throw cause
    throw new FilesError('missing', { message: `there is no file \`${path}\``, cause })
  }
}

/** The size that `stat` gives is not asked: a file may grow, and those below /proc have none. */
async function readUpTo(path: string, file: FileHandle, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for (;;) {
    const chunk = new Uint8Array(64 * 1024)
    const { bytesRead } = await file.read(chunk)
    if (bytesRead === 0) return new Uint8Array(Buffer.concat(chunks, size))
    size += bytesRead
    if (size > maxBytes)
      throw new FilesError('too-large', { message: `\`${path}\` has more than ${maxBytes} bytes` })
    chunks.push(chunk.subarray(0, bytesRead))
  }
}
