import { hasTail, malformed } from './archive-error.ts'
import type { WindowReader } from './window-reader.ts'

/** Where a zip's central directory is, and how many members it has. */
export interface ZipEnd {
  readonly members: number
  readonly offset: number
  readonly size: number
}

const END_BYTES = 22
const MAX_COMMENT_BYTES = 0xffff
const LOCATOR_BYTES = 20
const END64_BYTES = 56
const END_SIGNATURE = 0x06054b50
const LOCATOR_SIGNATURE = 0x07064b50
const END64_SIGNATURE = 0x06064b50

/**
 * Finds the end of the central directory (APPNOTE 4.3.16, and 4.3.14 for zip64). Readers look for it from the end and
 * stop at different ones: there must be one only, its comment must reach the file's end exactly, and the directory
 * must lie directly before it.
 */
export async function readZipEnd(reader: WindowReader): Promise<ZipEnd> {
  const at = await findEnd(reader)
  const view = await reader.read(at, END_BYTES)
  const disks = [view.getUint16(4, true), view.getUint16(6, true)]
  const members = view.getUint16(10, true)
  if (disks.some((disk) => disk !== 0) || view.getUint16(8, true) !== members) {
    throw malformed('a zip in one part', 'one in several')
  }
  const end = { members, size: view.getUint32(12, true), offset: view.getUint32(16, true) }
  if (await hasLocator(reader, at)) return await readEnd64(reader, at - LOCATOR_BYTES, end)
  checkPlace(end, at)
  return end
}

async function findEnd(reader: WindowReader): Promise<number> {
  const start = Math.max(0, reader.size - END_BYTES - MAX_COMMENT_BYTES)
  const tail = await reader.read(start, reader.size - start)
  for (let at = tail.byteLength - 4; at >= 0; at -= 1) {
    if (tail.getUint32(at, true) !== END_SIGNATURE) continue
    // Python takes the last signature that it finds, and a cut off record behind it for «no zip».
    if (at + END_BYTES > tail.byteLength) throw malformed('the end of the zip', 'one that is cut off')
    if (at + END_BYTES + tail.getUint16(at + 20, true) === tail.byteLength) return start + at
    throw hasTail('the end of the zip at the end of the file', 'bytes behind it')
  }
  throw malformed('the end of a zip at the end of the file', 'none: it is cut off, or much follows it')
}

async function hasLocator(reader: WindowReader, end: number): Promise<boolean> {
  if (end < LOCATOR_BYTES) return false
  return (await reader.read(end - LOCATOR_BYTES, 4)).getUint32(0, true) === LOCATOR_SIGNATURE
}

/** A field of the old record must either say the same or leave the word to the new one. */
async function readEnd64(reader: WindowReader, locator: number, old: ZipEnd): Promise<ZipEnd> {
  const at = locator - END64_BYTES
  const place = await reader.read(locator, LOCATOR_BYTES)
  if (Number(place.getBigUint64(8, true)) !== at)
    throw malformed('a zip64 record where its locator says', 'none')
  const view = await reader.read(at, END64_BYTES)
  if (
    view.getUint32(0, true) !== END64_SIGNATURE ||
    view.getBigUint64(4, true) !== BigInt(END64_BYTES - 12)
  ) {
    throw malformed('a zip64 record', 'something else')
  }
  const end = {
    members: Number(view.getBigUint64(32, true)),
    size: Number(view.getBigUint64(40, true)),
    offset: Number(view.getBigUint64(48, true)),
  }
  const agrees = agree(old.members, end.members, 0xffff) && agree(old.size, end.size, 0xffffffff)
  if (!agrees || !agree(old.offset, end.offset, 0xffffffff))
    throw malformed('equal ends of the zip', 'two that differ')
  checkPlace(end, at)
  return end
}

function agree(old: number, current: number, unset: number): boolean {
  return old === current || old === unset
}

function checkPlace({ offset, size }: ZipEnd, at: number): void {
  if (offset + size !== at)
    throw malformed(`the zip's directory to end at ${at}`, `one that ends at ${offset + size}`)
}
