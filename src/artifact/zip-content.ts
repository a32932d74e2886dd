import { crc32, inflateRaw, type ZlibOptions } from 'node:zlib'
import { malformed, tooLarge, quoted } from './archive-error.ts'
import type { ArchiveLimits } from './archive-limits.ts'
import type { WindowReader } from './window-reader.ts'
import type { ZipPlace } from './zip-members.ts'

const STORED = 0
const DEFLATED = 8

/** Unpacks one small member in memory and checks its size and checksum. */
export async function readZipContent(
  reader: WindowReader,
  { member, start }: ZipPlace,
  { maxMetadataBytes }: ArchiveLimits,
): Promise<Uint8Array> {
  if (Math.max(member.bytes, member.packedBytes) > maxMetadataBytes) {
    throw tooLarge(`${quoted(member.name)} of at most ${maxMetadataBytes} bytes`, String(member.bytes))
  }
  const view = await reader.read(start, member.packedBytes)
  const packed = new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
  const content = await unpack(packed, member.method, member.bytes)
  if (content.byteLength === member.bytes && crc32(content) === member.crc) return content
  throw malformed(`${quoted(member.name)} as the directory says`, 'other bytes')
}

async function unpack(packed: Uint8Array, method: number, bytes: number): Promise<Uint8Array> {
  if (method === STORED) return packed.slice()
  if (method !== DEFLATED) throw malformed('a member stored or deflated', `method ${method}`)
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>()
  // One byte of room shows a stream that goes on.
  const options: ZlibOptions = { maxOutputLength: bytes + 1 }
  inflateRaw(packed, options, (error, content) => {
    if (error === null) resolve(content)
    else reject(malformed('a deflated member', `a broken one (${error.message})`))
  })
  return await promise
}
