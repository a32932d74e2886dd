/** How a zip packs one member: all that its directory and its own header say beside name, size and checksum. */
export interface ZipPacking {
  readonly name: string
  /** The system that wrote it (APPNOTE 4.4.2), and versions made by and needed. */
  readonly system: number
  readonly versions: string
  readonly flags: number
  readonly method: number
  /** DOS date and time as text, of no zone. */
  readonly time: string
  /** The same, taken for UTC, in seconds since the epoch. */
  readonly seconds: number
  /** Of Unix, with the kind of file; and what MS-DOS would keep. */
  readonly mode: number
  readonly attributes: number
  /** Extra fields of the directory and of the member's header, in hex. */
  readonly extra: string
  readonly comment: string
  /** Of the contents: CRC-32 and size. */
  readonly checksum: string
  /** The packed bytes. */
  readonly data: Uint8Array
}

export interface ZipForm {
  readonly members: readonly ZipPacking[]
  readonly comment: string
}

const END_BYTES = 22
const END_SIGNATURE = Buffer.from('PK\x05\x06', 'latin1')
const UNSET = 0xffffffff

/** Reads the form of a zip that `unpackWheel` has read in good order; null for zip64. */
export function readZipForm(bytes: Uint8Array): ZipForm | null {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = zip.lastIndexOf(END_SIGNATURE, zip.byteLength - END_BYTES)
  const [count, start] = [zip.readUInt16LE(end + 10), zip.readUInt32LE(end + 16)]
  if (count === 0xffff || start === UNSET) return null
  const members: ZipPacking[] = []
  for (let at = start, left = count; left > 0; left -= 1) {
    const member = readMember(zip, at)
    if (member === null) return null
    members.push(member)
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  return { members, comment: zip.toString('latin1', end + END_BYTES) }
}

function readMember(zip: Buffer, at: number): ZipPacking | null {
  const [packedBytes, offset] = [zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 42)]
  if (packedBytes === UNSET || offset === UNSET) return null
  const nameEnd = at + 46 + zip.readUInt16LE(at + 28)
  const extraEnd = nameEnd + zip.readUInt16LE(at + 30)
  const local = offset + 30 + zip.readUInt16LE(offset + 26)
  const data = local + zip.readUInt16LE(offset + 28)
  return {
    name: zip.toString('utf8', at + 46, nameEnd),
    system: zip.readUInt8(at + 5),
    versions: `${zip.readUInt8(at + 4)}/${zip.readUInt16LE(at + 6)}`,
    flags: zip.readUInt16LE(at + 8),
    method: zip.readUInt16LE(at + 10),
    ...dosTime(zip.readUInt16LE(at + 14), zip.readUInt16LE(at + 12)),
    mode: zip.readUInt16LE(at + 40),
    attributes: zip.readUInt16LE(at + 38) * 0x10000 + zip.readUInt16LE(at + 36),
    extra: `${zip.toString('hex', nameEnd, extraEnd)}/${zip.toString('hex', local, data)}`,
    comment: zip.toString('latin1', extraEnd, extraEnd + zip.readUInt16LE(at + 32)),
    checksum: `${zip.readUInt32LE(at + 16)}/${zip.readUInt32LE(at + 24)}`,
    data: zip.subarray(data, data + packedBytes),
  }
}

/** APPNOTE 4.4.6. */
function dosTime(date: number, time: number): Pick<ZipPacking, 'time' | 'seconds'> {
  const [year, month, day] = [1980 + (date >> 9), (date >> 5) & 0xf, date & 0x1f]
  const [hour, minute, second] = [time >> 11, (time >> 5) & 0x3f, (time & 0x1f) * 2]
  return {
    time: `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`,
    seconds: Date.UTC(year, month - 1, day, hour, minute, second) / 1000,
  }
}

const two = (value: number): string => String(value).padStart(2, '0')
