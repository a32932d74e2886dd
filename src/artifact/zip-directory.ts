import { malformed, tooLarge, quoted } from './archive-error.ts'
import type { ArchiveLimits } from './archive-limits.ts'
import { checkMemberName } from './member-name.ts'
import type { WindowReader } from './window-reader.ts'
import type { ZipEnd } from './zip-end.ts'
import { checkUnicodePath, readZip64 } from './zip-extra.ts'

/** One member, as the central directory has it. */
export interface ZipMember {
  readonly name: string
  /** The name's bytes as latin1 text, to compare. */
  readonly rawName: string
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly packedBytes: number
  readonly bytes: number
  /** Of Unix where the maker says so (APPNOTE 4.4.15), with the kind of file; 0 where it doesn't. */
  readonly mode: number
  /** DOS date and time as they stand (APPNOTE 4.4.6), the date in the upper half. */
  readonly dosTime: number
  /** Where its local header is. */
  readonly offset: number
}

const HEADER_BYTES = 46
const SIGNATURE = 0x02014b50
const UTF8_FLAG = 0x0800
const ENCRYPTED_FLAGS = 0x2041
const MADE_BY_UNIX = 3

/** Reads the central directory (APPNOTE 4.3.12) whole and checks what can be checked of it alone. */
export async function readZipDirectory(
  reader: WindowReader,
  { offset, size, members }: ZipEnd,
  limits: ArchiveLimits,
): Promise<readonly ZipMember[]> {
  if (members > limits.maxMembers) throw tooLarge(`at most ${limits.maxMembers} members`, String(members))
  if (size > limits.maxDirectoryBytes)
    throw tooLarge(`a directory of at most ${limits.maxDirectoryBytes} bytes`, String(size))
  const view = await reader.read(offset, size)
  const found: ZipMember[] = []
  for (let at = 0; at < size;) {
    const { member, next } = readMember(view, at)
    found.push(member)
    at = next
  }
  if (found.length !== members) throw malformed(`${members} members`, String(found.length))
  checkTogether(found, limits)
  return found
}

function readMember(view: DataView, at: number): { member: ZipMember; next: number } {
  if (at + HEADER_BYTES > view.byteLength || view.getUint32(at, true) !== SIGNATURE) {
    throw malformed("a member in the zip's directory", 'something else')
  }
  const nameEnd = at + HEADER_BYTES + view.getUint16(at + 28, true)
  const extraEnd = nameEnd + view.getUint16(at + 30, true)
  const next = extraEnd + view.getUint16(at + 32, true)
  if (next > view.byteLength) throw malformed("whole members in the zip's directory", 'one cut off')
  const name = slice(view, at + HEADER_BYTES, nameEnd)
  const extra = slice(view, nameEnd, extraEnd)
  checkUnicodePath(extra, name)
  const sizes = { bytes: view.getUint32(at + 24, true), packedBytes: view.getUint32(at + 20, true) }
  const flags = view.getUint16(at + 8, true)
  const member = {
    name: memberName(name, flags),
    rawName: Buffer.from(name).toString('latin1'),
    flags,
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    mode: view.getUint8(at + 5) === MADE_BY_UNIX ? view.getUint16(at + 40, true) : 0,
    dosTime: view.getUint32(at + 12, true),
    ...readZip64(extra, { ...sizes, offset: view.getUint32(at + 42, true) }),
  }
  checkMember(member, view.getUint16(at + 34, true))
  return { member, next }
}

function checkMember({ name, flags }: ZipMember, disk: number): void {
  checkMemberName(name)
  if ((flags & ENCRYPTED_FLAGS) !== 0) throw malformed('members that are not encrypted', quoted(name))
  if (disk !== 0) throw malformed('a zip in one part', 'one in several')
}

function slice(view: DataView, start: number, end: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + start, end - start)
}

/** APPNOTE appendix D. Names of the time before may be in any code page; only their ASCII matters here. */
function memberName(bytes: Uint8Array, flags: number): string {
  const text = Buffer.from(bytes).toString('utf8')
  if (!text.includes('\ufffd')) return text
  if ((flags & UTF8_FLAG) === 0) return Buffer.from(bytes).toString('latin1')
  throw malformed('names in UTF-8', quoted(text))
}

/** Of two members with one name some readers take the first and some the last. */
function checkTogether(members: readonly ZipMember[], limits: ArchiveLimits): void {
  const names = new Set<string>()
  let bytes = 0
  for (const { name, bytes: each } of members) {
    if (names.has(name)) throw malformed('each name once', `${quoted(name)} twice`)
    names.add(name)
    bytes += each
  }
  if (bytes > limits.maxDeclaredBytes)
    throw tooLarge(`at most ${limits.maxDeclaredBytes} bytes unpacked`, String(bytes))
}
