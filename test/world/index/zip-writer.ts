import { crc32, deflateRawSync } from 'node:zlib'

/** One file of an archive: its name inside, and its bytes. */
export interface ArchiveEntry {
  readonly name: string
  readonly bytes: Uint8Array
}

const DOS_TIME = 0
/** 1980-01-01, the first day that zip knows: archives are the same at every run. */
const DOS_DATE = 0x21
const DEFLATED = 8
const UTF8_NAMES = 0x800

interface Packed {
  readonly name: Buffer
  readonly crc: number
  readonly packed: Buffer
  readonly size: number
  readonly offset: number
}

/** The fields that the local header and the central directory share (APPNOTE 4.4.4 to 4.4.11). */
function sharedFields({ name, crc, packed, size }: Packed): Buffer {
  const fields = Buffer.alloc(26)
  fields.writeUInt16LE(20, 0)
  fields.writeUInt16LE(UTF8_NAMES, 2)
  fields.writeUInt16LE(DEFLATED, 4)
  fields.writeUInt16LE(DOS_TIME, 6)
  fields.writeUInt16LE(DOS_DATE, 8)
  fields.writeUInt32LE(crc, 10)
  fields.writeUInt32LE(packed.length, 14)
  fields.writeUInt32LE(size, 18)
  fields.writeUInt16LE(name.length, 22)
  return fields
}

function localRecord(entry: Packed): Buffer {
  return Buffer.concat([Buffer.from('PK\x03\x04'), sharedFields(entry), entry.name, entry.packed])
}

function centralRecord(entry: Packed): Buffer {
  const tail = Buffer.alloc(14)
  tail.writeUInt32LE(0o644 * 0x10000, 6)
  tail.writeUInt32LE(entry.offset, 10)
  const madeByUnix = Buffer.from([20, 3])
  return Buffer.concat([Buffer.from('PK\x01\x02'), madeByUnix, sharedFields(entry), tail, entry.name])
}

function endRecord(count: number, directorySize: number, directoryOffset: number): Buffer {
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(directorySize, 12)
  end.writeUInt32LE(directoryOffset, 16)
  return end
}

/** A zip archive with one deflated member an entry; the same entries give the same bytes. */
export function writeZip(entries: readonly ArchiveEntry[]): Buffer {
  const locals: Buffer[] = []
  const centrals: Buffer[] = []
  let offset = 0
  for (const { name, bytes } of entries) {
    const entry = {
      name: Buffer.from(name),
      crc: crc32(bytes),
      packed: deflateRawSync(bytes),
      size: bytes.length,
      offset,
    }
    const local = localRecord(entry)
    locals.push(local)
    centrals.push(centralRecord(entry))
    offset += local.length
  }
  const directory = Buffer.concat(centrals)
  return Buffer.concat([...locals, directory, endRecord(entries.length, directory.length, offset)])
}
