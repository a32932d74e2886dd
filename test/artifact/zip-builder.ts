import { crc32, deflateRawSync } from 'node:zlib'

/** Fields of a header, to say something else than the truth. */
interface HeaderFields {
  readonly name?: string | Buffer
  readonly flags?: number
  readonly method?: number
  readonly crc?: number
  readonly packedBytes?: number
  readonly bytes?: number
  readonly offset?: number
  readonly extra?: Buffer
  /** Of Unix, with the kind of file; 0 for a maker that knows none. */
  readonly mode?: number
}

/** A member of a zip for tests: honest unless `local` or `central` say otherwise. */
export interface ZipEntry {
  readonly name: string | Buffer
  readonly content?: string | Buffer
  readonly stored?: boolean
  /** Bytes of a data descriptor: 12, 16, 20 or 24. The local header then has zeros. */
  readonly descriptor?: number
  /** Bytes behind the member. */
  readonly gap?: Buffer
  readonly local?: HeaderFields
  readonly central?: HeaderFields
}

export interface ZipOptions {
  readonly leading?: Buffer
  readonly comment?: Buffer
  readonly zip64?: boolean
  readonly end?: {
    readonly members?: number
    readonly size?: number
    readonly offset?: number
    readonly disk?: number
  }
  readonly trailing?: Buffer
}

type Fields = Required<HeaderFields>

/** Writes a zip with any lie in it. */
export function buildZip(entries: readonly ZipEntry[], options: ZipOptions = {}): Buffer {
  const parts: Buffer[] = [options.leading ?? Buffer.alloc(0)]
  const directory: Buffer[] = []
  let offset = parts[0]?.byteLength ?? 0
  for (const entry of entries) {
    const { fields, packed } = describe(entry, offset)
    const local = {
      ...fields,
      ...(entry.descriptor ? { crc: 0, bytes: 0, packedBytes: 0 } : {}),
      ...entry.local,
    }
    const member = Buffer.concat([
      localHeader(local),
      packed,
      descriptor(fields, entry.descriptor),
      entry.gap ?? Buffer.alloc(0),
    ])
    parts.push(member)
    directory.push(centralHeader({ ...fields, ...entry.central }))
    offset += member.byteLength
  }
  const central = Buffer.concat(directory)
  const end = { members: entries.length, size: central.byteLength, offset, disk: 0, ...options.end }
  const comment = options.comment ?? Buffer.alloc(0)
  const end64 = options.zip64 ? endRecord64(end, offset + central.byteLength) : Buffer.alloc(0)
  const old = options.zip64 ? { ...end, members: 0xffff, size: 0xffffffff, offset: 0xffffffff } : end
  return Buffer.concat([
    ...parts,
    central,
    end64,
    endRecord(old, comment),
    options.trailing ?? Buffer.alloc(0),
  ])
}

function describe(entry: ZipEntry, offset: number): { fields: Fields; packed: Buffer } {
  const content = Buffer.from(entry.content ?? '')
  const packed = entry.stored ? content : deflateRawSync(content)
  const fields = {
    name: entry.name,
    flags: 0x0800 | (entry.descriptor ? 0x0008 : 0),
    method: entry.stored ? 0 : 8,
    crc: crc32(content),
    packedBytes: packed.byteLength,
    bytes: content.byteLength,
    offset,
    extra: Buffer.alloc(0),
    mode: 0,
  }
  return { fields, packed }
}

function localHeader({ name, flags, method, crc, packedBytes, bytes, extra }: Fields): Buffer {
  const header = Buffer.alloc(30)
  const nameBytes = Buffer.from(name)
  header.writeUInt32LE(0x04034b50, 0)
  header.writeUInt16LE(20, 4)
  header.writeUInt16LE(flags, 6)
  header.writeUInt16LE(method, 8)
  header.writeUInt32LE(crc, 14)
  header.writeUInt32LE(packedBytes, 18)
  header.writeUInt32LE(bytes, 22)
  header.writeUInt16LE(nameBytes.byteLength, 26)
  header.writeUInt16LE(extra.byteLength, 28)
  return Buffer.concat([header, nameBytes, extra])
}

function centralHeader({
  name,
  flags,
  method,
  crc,
  packedBytes,
  bytes,
  offset,
  extra,
  mode,
}: Fields): Buffer {
  const header = Buffer.alloc(46)
  const nameBytes = Buffer.from(name)
  header.writeUInt32LE(0x02014b50, 0)
  header.writeUInt16LE(flags, 8)
  header.writeUInt16LE(method, 10)
  header.writeUInt32LE(crc, 16)
  header.writeUInt32LE(packedBytes, 20)
  header.writeUInt32LE(bytes, 24)
  header.writeUInt16LE(nameBytes.byteLength, 28)
  header.writeUInt16LE(extra.byteLength, 30)
  if (mode !== 0) header.writeUInt8(3, 5)
  header.writeUInt32LE(mode * 0x10000, 38)
  header.writeUInt32LE(offset, 42)
  return Buffer.concat([header, nameBytes, extra])
}

function descriptor({ crc, packedBytes, bytes }: Fields, length: number | undefined): Buffer {
  if (!length) return Buffer.alloc(0)
  const record = Buffer.alloc(length)
  const at = length === 16 || length === 24 ? 4 : 0
  if (at > 0) record.writeUInt32LE(0x08074b50, 0)
  record.writeUInt32LE(crc, at)
  record.writeUInt32LE(packedBytes, at + 4)
  record.writeUInt32LE(bytes, at + (length - at === 20 ? 12 : 8))
  return record
}

interface End {
  readonly members: number
  readonly size: number
  readonly offset: number
  readonly disk: number
}

function endRecord({ members, size, offset, disk }: End, comment: Buffer): Buffer {
  const record = Buffer.alloc(22)
  record.writeUInt32LE(0x06054b50, 0)
  record.writeUInt16LE(disk, 4)
  record.writeUInt16LE(members, 8)
  record.writeUInt16LE(members, 10)
  record.writeUInt32LE(size, 12)
  record.writeUInt32LE(offset, 16)
  record.writeUInt16LE(comment.byteLength, 20)
  return Buffer.concat([record, comment])
}

function endRecord64({ members, size, offset }: End, at: number): Buffer {
  const record = Buffer.alloc(56 + 20)
  record.writeUInt32LE(0x06064b50, 0)
  record.writeBigUInt64LE(44n, 4)
  record.writeBigUInt64LE(BigInt(members), 24)
  record.writeBigUInt64LE(BigInt(members), 32)
  record.writeBigUInt64LE(BigInt(size), 40)
  record.writeBigUInt64LE(BigInt(offset), 48)
  record.writeUInt32LE(0x07064b50, 56)
  record.writeBigUInt64LE(BigInt(at), 64)
  record.writeUInt32LE(1, 72)
  return record
}

/** One extra field. */
export function extraField(kind: number, content: Buffer): Buffer {
  const header = Buffer.alloc(4)
  header.writeUInt16LE(kind, 0)
  header.writeUInt16LE(content.byteLength, 2)
  return Buffer.concat([header, content])
}
