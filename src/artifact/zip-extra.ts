import { malformed, quoted } from './archive-error.ts'

const ZIP64 = 0x0001
const UNICODE_PATH = 0x7075
const UNSET = 0xffffffff

/** The fields that a zip64 extra may stand for. */
export interface ZipSizes {
  readonly bytes: number
  readonly packedBytes: number
  readonly offset: number
}

/** Replaces the fields that are unset by those of the zip64 extra (APPNOTE 4.5.3), which come in this order. */
export function readZip64(extra: Uint8Array, sizes: ZipSizes): ZipSizes {
  const field = fieldOf(extra, ZIP64)
  let at = 0
  const resolve = (value: number): number => {
    if (value !== UNSET) return value
    if (field === null || at + 8 > field.byteLength) throw malformed('a zip64 field', 'none')
    at += 8
    return Number(field.getBigUint64(at - 8, true))
  }
  const bytes = resolve(sizes.bytes)
  const packedBytes = resolve(sizes.packedBytes)
  return { bytes, packedBytes, offset: resolve(sizes.offset) }
}

/** Info-ZIP's second name (APPNOTE 4.6.9), which only some readers look at, must be the first one. */
export function checkUnicodePath(extra: Uint8Array, name: Uint8Array): void {
  const field = fieldOf(extra, UNICODE_PATH)
  if (field === null || !isAscii(name)) return
  const second = Buffer.from(field.buffer, field.byteOffset, field.byteLength).subarray(5)
  if (!second.equals(name)) throw malformed('one name for a member', quoted(second.toString('utf8')))
}

function isAscii(name: Uint8Array): boolean {
  return name.every((byte) => byte < 0x80)
}

/** A field of that kind, or null. Left-over bytes at the end, which old tools wrote, are no field. */
function fieldOf(extra: Uint8Array, kind: number): DataView | null {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.byteLength)
  for (let at = 0; at + 4 <= view.byteLength;) {
    const size = view.getUint16(at + 2, true)
    if (at + 4 + size > view.byteLength) return null
    if (view.getUint16(at, true) === kind) return new DataView(extra.buffer, extra.byteOffset + at + 4, size)
    at += 4 + size
  }
  return null
}
