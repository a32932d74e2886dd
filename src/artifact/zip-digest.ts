import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32, createInflateRaw } from 'node:zlib'
import { malformed, quoted } from './archive-error.ts'
import type { ZipPlace } from './zip-members.ts'

const STORED = 0
const DEFLATED = 8

/** The digest of a member's content, hex; nothing of it is kept. Throws TC1004 where it is not what the directory says. */
export async function zipDigest(file: FileHandle, place: ZipPlace, algorithm: string): Promise<string> {
  const { member } = place
  const hash = createHash(algorithm)
  let [bytes, crc] = [0, 0]
  const take = async (content: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of content) {
      bytes += chunk.byteLength
      if (bytes > member.bytes) throw malformed(`${member.bytes} bytes of ${quoted(member.name)}`, 'more')
      crc = crc32(chunk, crc)
      hash.update(chunk)
    }
  }
  await unpacked(file, place, take)
  if (bytes === member.bytes && crc === member.crc) return hash.digest('hex')
  throw malformed(`${quoted(member.name)} as the directory says`, 'other bytes')
}

async function unpacked(
  file: FileHandle,
  { member, start }: ZipPlace,
  take: (content: AsyncIterable<Buffer>) => Promise<void>,
): Promise<void> {
  const { method, packedBytes } = member
  const packed: Readable =
    packedBytes === 0
      ? Readable.from([])
      : file.createReadStream({ start, end: start + packedBytes - 1, autoClose: false })
  if (method === STORED) return await pipeline(packed, take)
  if (method !== DEFLATED) throw malformed('a member stored or deflated', `method ${method}`)
  try {
    await pipeline(packed, createInflateRaw(), take)
  } catch (error) {
    if (!(error instanceof Error) || !('errno' in error)) throw error
    throw malformed('a deflated member', `a broken one (${error.message})`)
  }
}
