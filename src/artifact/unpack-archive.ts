import { tooLarge } from './archive-error.ts'
import { ARCHIVE_LIMITS, type ArchiveLimits } from './archive-limits.ts'
import { readTar, type TarVisitor } from './tar-archive.ts'
import { readGzipTar } from './tar-source.ts'
import { WindowReader, type ByteSource } from './window-reader.ts'
import { readZipContent } from './zip-content.ts'
import { readZipDirectory, type ZipMember } from './zip-directory.ts'
import { readZipEnd } from './zip-end.ts'
import { readZipMembers } from './zip-members.ts'

export type MemberKind = 'file' | 'folder' | 'link' | 'other'

/** One member of an archive with its content. */
export interface ArchiveMember {
  /** As the archive has it, with `/`; never absolute, never with `..`. */
  readonly name: string
  readonly kind: MemberKind
  /** The lower twelve bits; null where the archive says nothing of it. */
  readonly mode: number | null
  /** Seconds since the epoch; a zip's time, which has no zone, is taken for UTC. */
  readonly mtime: number
  /** Empty for everything that is no file. */
  readonly content: Uint8Array
  /** False where a zip's name has other letters than ASCII and nothing says which (APPNOTE appendix D). */
  readonly isNameClear: boolean
}

const UTF8_FLAG = 0x0800
const FILE_TYPE = 0o170000
const LINK_TYPE = 0o120000
const REGULAR_TYPE = 0o100000
const FOLDER_TYPE = 0o040000

/**
 * Unpacks a wheel into memory, as strictly as `inspectArchive` reads it: members in the order of the directory, each
 * with checked size and checksum. Throws `ArchiveError` TC1004, TC1008 or TC1013.
 */
export async function unpackWheel(
  bytes: Uint8Array,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
): Promise<readonly ArchiveMember[]> {
  checkSize(bytes, limits)
  const reader = new WindowReader(sourceOf(bytes), bytes.byteLength)
  const end = await readZipEnd(reader)
  const members = await readZipDirectory(reader, end, limits)
  const places = await readZipMembers(reader, members, end.offset)
  const startOf = new Map(places.map((place) => [place.member.name, place]))
  const unpacked: ArchiveMember[] = []
  let total = 0
  for (const member of members) {
    const place = startOf.get(member.name)
    if (place === undefined) continue
    total += member.bytes
    if (total > limits.maxUnpackedBytes)
      throw tooLarge(`at most ${limits.maxUnpackedBytes} bytes unpacked`, 'more')
    const content = await readZipContent(reader, place, {
      ...limits,
      maxMetadataBytes: limits.maxUnpackedBytes,
    })
    unpacked.push(zipMember(member, content))
  }
  return unpacked
}

/**
 * Unpacks a source distribution (a tar, through gzip or plain) into memory, members in their order; a name may come
 * twice. Throws `ArchiveError` TC1004, TC1008 or TC1013.
 */
export async function unpackSdist(
  bytes: Uint8Array,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
): Promise<readonly ArchiveMember[]> {
  checkSize(bytes, limits)
  const unpacked: ArchiveMember[] = []
  const visit: TarVisitor = ({ name, type, mode, mtime }, content) => {
    unpacked.push({ name, kind: tarKind(type, name), mode: mode & 0o7777, mtime, content, isNameClear: true })
  }
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b
  if (isPacked) await readGzipTar(once(bytes), bytes.byteLength, limits, visit)
  else await readTar(once(bytes), limits, visit)
  return unpacked
}

function checkSize({ byteLength }: Uint8Array, { maxFileBytes }: ArchiveLimits): void {
  if (byteLength > maxFileBytes) throw tooLarge(`at most ${maxFileBytes} bytes`, String(byteLength))
}

function sourceOf(bytes: Uint8Array): ByteSource {
  return {
    read: async (into, at, length, position) => {
      const part = bytes.subarray(position, position + length)
      into.set(part, at)
      return { bytesRead: part.byteLength }
    },
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

function zipMember({ name, mode, flags, rawName, dosTime }: ZipMember, content: Uint8Array): ArchiveMember {
  const isAscii = !/[^\0-\x7f]/.test(rawName)
  return {
    name,
    kind: zipKind(name, mode),
    mode: mode === 0 ? null : mode & 0o7777,
    mtime: unixTime(dosTime),
    content,
    isNameClear: isAscii || (flags & UTF8_FLAG) !== 0,
  }
}

function zipKind(name: string, mode: number): MemberKind {
  const type = mode & FILE_TYPE
  if (type === LINK_TYPE) return 'link'
  if (name.endsWith('/') || type === FOLDER_TYPE) return 'folder'
  return type === REGULAR_TYPE || type === 0 ? 'file' : 'other'
}

function tarKind(type: string, name: string): MemberKind {
  if (type === '1' || type === '2') return 'link'
  if (type === '5' || name.endsWith('/')) return 'folder'
  return '346'.includes(type) ? 'other' : 'file'
}

/** MS-DOS date and time (APPNOTE 4.4.6); days and months that don't exist roll over. */
function unixTime(dosTime: number): number {
  const [date, time] = [dosTime >>> 16, dosTime & 0xffff]
  const day = [1980 + (date >> 9), ((date >> 5) & 0xf) - 1, date & 0x1f] as const
  return Date.UTC(...day, time >> 11, (time >> 5) & 0x3f, (time & 0x1f) * 2) / 1000
}
