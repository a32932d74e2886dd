/** One section of an ELF file. */
export interface ElfSection {
  readonly name: string
  readonly content: Uint8Array
}

const MAX_SECTIONS = 4096
const NO_BITS = 8

/** The sections of an ELF file of 64 bits, little-endian (System V ABI, «Sections»); null for everything else. */
export function elfSections(bytes: Uint8Array): readonly ElfSection[] | null {
  const elf = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (elf.byteLength < 64 || elf.readUInt32BE(0) !== 0x7f454c46 || elf[4] !== 2 || elf[5] !== 1) return null
  const start = Number(elf.readBigUInt64LE(40))
  const [size, count, namesAt] = [elf.readUInt16LE(58), elf.readUInt16LE(60), elf.readUInt16LE(62)]
  if (size < 64 || count > MAX_SECTIONS || start + size * count > elf.byteLength) return null
  const headers = Array.from({ length: count }, (_, index) => headerAt(elf, start + index * size))
  const names = headers[namesAt]
  if (names === undefined) return null
  return headers.map((header) => ({
    name: nameIn(contentOf(elf, names), header.name),
    content: header.type === NO_BITS ? new Uint8Array(0) : contentOf(elf, header),
  }))
}

interface SectionHeader {
  readonly name: number
  readonly type: number
  readonly offset: number
  readonly size: number
}

function headerAt(elf: Buffer, at: number): SectionHeader {
  return {
    name: elf.readUInt32LE(at),
    type: elf.readUInt32LE(at + 4),
    offset: Number(elf.readBigUInt64LE(at + 24)),
    size: Number(elf.readBigUInt64LE(at + 32)),
  }
}

/** What of it lies within the file. */
function contentOf(elf: Buffer, { offset, size }: SectionHeader): Buffer {
  return elf.subarray(Math.min(offset, elf.byteLength), Math.min(offset + size, elf.byteLength))
}

function nameIn(names: Buffer, at: number): string {
  const end = names.indexOf(0, at)
  return names.toString('latin1', at, end < 0 ? at : end)
}
