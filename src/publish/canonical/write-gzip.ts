import { crc32 } from 'node:zlib'
import { deflate } from './deflate.ts'

/** Magic, deflate, no flags, no time, no extra flags, made on an unknown system (RFC 1952 §2.3). */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])

/** Writes one gzip stream (RFC 1952) without name or time. */
export function writeGzip(content: Uint8Array): Buffer {
  const end = Buffer.alloc(8)
  end.writeUInt32LE(crc32(content), 0)
  end.writeUInt32LE(content.byteLength % 2 ** 32, 4)
  return Buffer.concat([HEADER, deflate(content), end])
}
