import type { FileHandle } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { ArchiveContent } from './archive-content.ts'
import { hasTail, malformed } from './archive-error.ts'
import type { ArchiveLimits } from './archive-limits.ts'
import { readTar, type TarVisitor } from './tar-archive.ts'

const CHUNK_BYTES = 256 * 1024

/** What zlib says of a stream that doesn't begin as one: the first was seen to, so it is about what follows an end. */
const NO_HEADER = 'incorrect header check'

/** Reads a tar through gzip (RFC 1952), whose last stream must end where the file does. */
export async function readGzipTar(
  packed: AsyncIterable<Uint8Array>,
  size: number,
  limits: ArchiveLimits,
  visit: TarVisitor | null = null,
): Promise<ArchiveContent> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES })
  const content = await pipeline(packed, gunzip, (source) => readTar(source, limits, visit)).catch(explain)
  if (gunzip.bytesWritten === size) return content
  throw hasTail(
    'the end of the gzip stream at the end of the file',
    `${size - gunzip.bytesWritten} bytes behind it`,
  )
}

/** The bytes of a file in pieces. */
export async function* bytesOf(file: FileHandle): AsyncGenerator<Uint8Array> {
  for (let position = 0; ;) {
    const { bytesRead, buffer } = await file.read(new Uint8Array(CHUNK_BYTES), 0, CHUNK_BYTES, position)
    if (bytesRead === 0) return
    position += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

/** What zlib says of its input is about the archive; everything else is not ours to explain. */
function explain(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'Z_BUF_ERROR') throw malformed('a whole gzip stream', 'one that is cut off')
  if (error instanceof Error && error.message === NO_HEADER)
    throw hasTail('the end of the gzip stream at the end of the file', 'other bytes behind it')
  if (code.startsWith('Z_')) throw malformed('a gzip stream', 'one that is damaged')
  throw error
}
