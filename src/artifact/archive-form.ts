import { tooLarge } from './archive-error.ts'
import type { ArchiveLimits } from './archive-limits.ts'
import type { WindowReader } from './window-reader.ts'

/** How an archive is packed, by its first bytes; `none` is not an archive. */
export type ArchiveForm = 'zip' | 'gzip' | 'tar' | 'bzip2' | 'xz' | 'lzma' | 'none'

const MAGICS: readonly (readonly [ArchiveForm, number, string])[] = [
  ['zip', 0, 'PK\x03\x04'],
  ['zip', 0, 'PK\x05\x06'],
  ['gzip', 0, '\x1f\x8b'],
  ['bzip2', 0, 'BZh'],
  ['xz', 0, '\xfd7zXZ\0'],
  ['lzma', 0, ']\0\0'],
  ['lzma', 0, 'LZIP'],
  ['tar', 257, 'ustar'],
]

const HEAD_BYTES = 512
const END_BYTES = 22
const LOCATOR_BYTES = 20
/** Python reads one byte more than a comment can have. */
const TAIL_BYTES = END_BYTES + 0x10000
const END_SIGNATURE = 'PK\x05\x06'
const LOCATOR_SIGNATURE = 'PK\x06\x07'
const DIRECTORY_SIGNATURE = 'PK\x01\x02'

/** Looks at the first bytes only. Throws TC1008 for a file over the limit. */
export async function archiveForm(reader: WindowReader, limits: ArchiveLimits): Promise<ArchiveForm> {
  if (reader.size > limits.maxFileBytes)
    throw tooLarge(`at most ${limits.maxFileBytes} bytes`, String(reader.size))
  const head = latin1(await reader.read(0, Math.min(HEAD_BYTES, reader.size)))
  return MAGICS.find(([, at, magic]) => head.startsWith(magic, at))?.[0] ?? 'none'
}

/**
 * pip asks «is it a zip?» first, and Python looks for the answer at the file's end: whether it would say yes. It takes
 * the last 22 bytes for the end record, else the last place with its signature; with a zip64 locator before it, what
 * the record itself says of the directory counts for nothing.
 */
export async function endsAsZip(reader: WindowReader): Promise<boolean> {
  const start = Math.max(0, reader.size - TAIL_BYTES)
  const tail = latin1(await reader.read(start, reader.size - start))
  const places = new Set([tail.length - END_BYTES, tail.lastIndexOf(END_SIGNATURE)])
  for (const at of places) {
    const isWhole = at >= 0 && at + END_BYTES <= tail.length
    if (isWhole && tail.startsWith(END_SIGNATURE, at) && (await hasDirectory(reader, start + at))) return true
  }
  return false
}

async function hasDirectory(reader: WindowReader, end: number): Promise<boolean> {
  const locator = end - LOCATOR_BYTES
  if (locator >= 0 && latin1(await reader.read(locator, 4)) === LOCATOR_SIGNATURE) return true
  const directory = end - (await reader.read(end, END_BYTES)).getUint32(12, true)
  return directory >= 0 && latin1(await reader.read(directory, 4)) === DIRECTORY_SIGNATURE
}

function latin1(view: DataView): string {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString('latin1')
}
