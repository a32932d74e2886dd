import { malformed, quoted } from './archive-error.ts'
import type { WindowReader } from './window-reader.ts'
import type { ZipMember } from './zip-directory.ts'
import { checkUnicodePath, readZip64 } from './zip-extra.ts'

const HEADER_BYTES = 30
const SIGNATURE = 0x04034b50
const DESCRIPTOR_SIGNATURE = 0x08074b50
const DESCRIPTOR_FLAG = 0x0008

/** Where a member's packed bytes are. */
export interface ZipPlace {
  readonly member: ZipMember
  readonly start: number
}

/**
 * Checks every local header (APPNOTE 4.3.7) against the directory, and that the members fill the file from its first
 * byte to the directory without gap or overlap: what one reader finds by the directory, another finds by going along.
 */
export async function readZipMembers(
  reader: WindowReader,
  members: readonly ZipMember[],
  directoryOffset: number,
): Promise<readonly ZipPlace[]> {
  const sorted = members.toSorted((a, b) => a.offset - b.offset)
  const places: ZipPlace[] = []
  let at = 0
  for (const [index, member] of sorted.entries()) {
    if (member.offset !== at) throw malformed(`${quoted(member.name)} at ${at}`, `it at ${member.offset}`)
    const start = await readLocal(reader, member)
    at = sorted[index + 1]?.offset ?? directoryOffset
    await checkDescriptor(reader, member, start + member.packedBytes, at)
    places.push({ member, start })
  }
  if (at !== directoryOffset) throw malformed('members up to the directory', `a gap from ${at}`)
  return places
}

/** Returns where the packed bytes begin. */
async function readLocal(reader: WindowReader, member: ZipMember): Promise<number> {
  const view = await reader.read(member.offset, HEADER_BYTES)
  if (view.getUint32(0, true) !== SIGNATURE)
    throw malformed(`${quoted(member.name)} where the directory says`, 'none')
  const local = {
    flags: view.getUint16(6, true),
    method: view.getUint16(8, true),
    crc: view.getUint32(14, true),
    packedBytes: view.getUint32(18, true),
    bytes: view.getUint32(22, true),
  }
  const nameBytes = view.getUint16(26, true)
  const extraBytes = view.getUint16(28, true)
  const variable = await reader.read(member.offset + HEADER_BYTES, nameBytes + extraBytes)
  const name = new Uint8Array(variable.buffer, variable.byteOffset, nameBytes)
  const extra = new Uint8Array(variable.buffer, variable.byteOffset + nameBytes, extraBytes)
  checkUnicodePath(extra, name)
  if (Buffer.from(name).toString('latin1') !== member.rawName) throw differs(member, 'name')
  checkLocal(member, { ...local, ...readZip64(extra, { ...local, offset: 0 }) })
  return member.offset + HEADER_BYTES + nameBytes + extraBytes
}

/** With a descriptor behind the data, crc and sizes may be zero here. */
function checkLocal(
  member: ZipMember,
  local: Pick<ZipMember, 'flags' | 'method' | 'crc' | 'packedBytes' | 'bytes'>,
): void {
  if (local.method !== member.method) throw differs(member, 'method')
  if (hasDescriptor(local) !== hasDescriptor(member)) throw differs(member, 'descriptor')
  for (const key of ['crc', 'packedBytes', 'bytes'] as const) {
    if (local[key] !== member[key] && !(hasDescriptor(member) && local[key] === 0)) throw differs(member, key)
  }
}

function hasDescriptor({ flags }: Pick<ZipMember, 'flags'>): boolean {
  return (flags & DESCRIPTOR_FLAG) !== 0
}

function differs({ name }: ZipMember, what: string): Error {
  return malformed('the same in both headers of a member', `another ${what} for ${quoted(name)}`)
}

/** APPNOTE 4.3.9: crc and both sizes, of 4 or 8 bytes, with or without a signature before them. */
async function checkDescriptor(
  reader: WindowReader,
  member: ZipMember,
  start: number,
  end: number,
): Promise<void> {
  const length = end - start
  if (length === 0 && (!hasDescriptor(member) || member.bytes === 0)) return
  if (!hasDescriptor(member) || ![12, 16, 20, 24].includes(length)) {
    throw malformed(`the next member right behind ${quoted(member.name)}`, `${length} bytes between`)
  }
  const view = await reader.read(start, length)
  const signed = length === 16 || length === 24
  if (signed && view.getUint32(0, true) !== DESCRIPTOR_SIGNATURE) throw differs(member, 'descriptor')
  const at = signed ? 4 : 0
  const large = length - at === 20
  const size = (offset: number): number =>
    large ? Number(view.getBigUint64(offset, true)) : view.getUint32(offset, true)
  if (view.getUint32(at, true) !== member.crc) throw differs(member, 'crc')
  if (size(at + 4) !== member.packedBytes) throw differs(member, 'packedBytes')
  if (size(at + (large ? 12 : 8)) !== member.bytes) throw differs(member, 'bytes')
}
