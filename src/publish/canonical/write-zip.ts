import { crc32 } from 'node:zlib'
import { deflate } from './deflate.ts'
import { dosTime } from './epoch.ts'
import { wrong, type CanonicalMember } from './members.ts'

const VERSION = 20
const UNIX = 3
const UTF8_NAMES = 0x0800
const DEFLATED = 8
const FILE = 0o100644
const PROGRAM = 0o100755
const MAX_OFFSET = 0xffffffff
const MAX_MEMBERS = 0xffff

/** Writes a zip (APPNOTE 6.3) of the files in their order: no folders, extra fields, comments or descriptors. */
export function writeZip(files: readonly CanonicalMember[], epochSeconds: number): Buffer {
  if (files.length > MAX_MEMBERS)
    throw wrong('too-large', `at most ${MAX_MEMBERS} files`, String(files.length))
  const locals: Uint8Array[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const file of files) {
    const packed = deflate(file.content)
    const name = Buffer.from(file.name)
    const fields = fieldsOf(file, name, packed.byteLength, epochSeconds)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, name])
    directory.push(directoryRecord(file, name, fields, offset))
    locals.push(local, packed)
    offset += local.byteLength + packed.byteLength
  }
  const size = directory.reduce((sum, { byteLength }) => sum + byteLength, 0)
  if (offset + size > MAX_OFFSET) throw wrong('too-large', 'a zip of at most 4 GiB', `${offset + size} bytes`)
  return Buffer.concat([...locals, ...directory, endRecord(files.length, size, offset)])
}

/** What both records of a file say (APPNOTE 4.4.3 to 4.4.11). */
function fieldsOf(
  { content }: CanonicalMember,
  name: Buffer,
  packedBytes: number,
  epochSeconds: number,
): Buffer {
  const fields = Buffer.alloc(26)
  fields.writeUInt16LE(VERSION, 0)
  fields.writeUInt16LE(name.every((byte) => byte < 0x80) ? 0 : UTF8_NAMES, 2)
  fields.writeUInt16LE(DEFLATED, 4)
  fields.writeUInt32LE(dosTime(epochSeconds), 6)
  fields.writeUInt32LE(crc32(content), 10)
  fields.writeUInt32LE(packedBytes, 14)
  fields.writeUInt32LE(content.byteLength, 18)
  fields.writeUInt16LE(name.byteLength, 22)
  return fields
}

function directoryRecord(
  { isExecutable }: CanonicalMember,
  name: Buffer,
  fields: Buffer,
  offset: number,
): Buffer {
  const tail = Buffer.alloc(14)
  tail.writeUInt32LE((isExecutable ? PROGRAM : FILE) * 0x10000, 6)
  tail.writeUInt32LE(offset, 10)
  return Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([VERSION, UNIX]), fields, tail, name])
}

function endRecord(count: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(offset, 16)
  return end
}
