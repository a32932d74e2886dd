import { malformed, quoted } from './archive-error.ts'

/** The block before each member of a tar (POSIX.1-1988 ustar, and GNU's additions). */
export interface TarHeader {
  readonly name: string
  readonly size: number
  readonly type: string
  /** Rights, as octal digits say; 0 where the field is binary. */
  readonly mode: number
  /** Seconds since the epoch; 0 where the field is binary, as for times before it. */
  readonly mtime: number
}

export const TAR_BLOCK_BYTES = 512

/** Mode, owner, group, time and device: of no interest here, but Python takes a header with a bad one for the end. */
const OTHER_NUMBERS = [
  [100, 8],
  [108, 8],
  [116, 8],
  [136, 12],
  [329, 8],
  [337, 8],
] as const

/** Reads a header block. Throws TC1004 where its checksum is wrong: Python's reader would take it for the end. */
export function readTarHeader(block: Uint8Array): TarHeader {
  if (!checksums(block).includes(octal(block, 148, 8))) throw malformed("a tar's header", 'something else')
  for (const [start, length] of OTHER_NUMBERS) checkNumber(block, start, length)
  const type = String.fromCharCode(block[156] ?? 0)
  const prefix = 'LKS'.includes(type) ? '' : text(block, 345, 155)
  const name = text(block, 0, 100)
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    size: number(block, 124, 12),
    type,
    mode: plain(block, 100, 8),
    mtime: plain(block, 136, 12),
  }
}

/** The sum of all bytes, those of the field itself counted as spaces; old tools took bytes for signed numbers. */
function checksums(block: Uint8Array): readonly number[] {
  let sum = 8 * 0x20
  let large = 0
  for (const [index, byte] of block.entries()) {
    if (index >= 148 && index < 156) continue
    sum += byte
    if (byte > 0x7f) large += 1
  }
  return [sum, sum - large * 256]
}

function text(block: Uint8Array, start: number, length: number): string {
  const field = block.subarray(start, start + length)
  const end = field.indexOf(0)
  return Buffer.from(end < 0 ? field : field.subarray(0, end)).toString('utf8')
}

/** Digits among spaces up to a NUL; a digit's look-alike is none, as for Python. */
function octal(block: Uint8Array, start: number, length: number): number {
  const field = Buffer.from(block.subarray(start, start + length)).toString('latin1')
  const digits = /^ *([0-7]*) *(?:\0|$)/.exec(field)?.[1]
  if (digits === undefined) throw malformed("a number in a tar's header", quoted(field))
  return Number.parseInt(`0${digits}`, 8)
}

/** GNU writes negative times as binary numbers behind a first byte of 0xff. */
function checkNumber(block: Uint8Array, start: number, length: number): void {
  plain(block, start, length)
}

function plain(block: Uint8Array, start: number, length: number): number {
  return block[start] === 0x80 || block[start] === 0xff ? 0 : octal(block, start, length)
}

/** GNU writes what is too large for octal digits as a binary number behind a first byte of 0x80. */
function number(block: Uint8Array, start: number, length: number): number {
  if (block[start] !== 0x80) return octal(block, start, length)
  let value = 0
  for (const byte of block.subarray(start + 1, start + length)) value = value * 256 + byte
  if (!Number.isSafeInteger(value)) throw malformed("a size in a tar's header", 'a number that is too large')
  return value
}
