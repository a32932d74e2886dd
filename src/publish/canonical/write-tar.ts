import type { CanonicalMember } from './members.ts'

const BLOCK_BYTES = 512
/** Twenty blocks: what POSIX calls a record, and Python fills up to. */
const RECORD_BYTES = 10_240
const NAME_BYTES = 100

/**
 * Writes a tar (POSIX.1-2001) of the files in their order, as Python's `tarfile` does in its pax format: an extended
 * header only for names of more than 100 bytes or with other letters than ASCII. Owner 0, no names of owners.
 */
export function writeTar(files: readonly CanonicalMember[], epochSeconds: number): Buffer {
  const blocks = files.flatMap((file) => member(file, epochSeconds))
  const size = blocks.reduce((sum, { byteLength }) => sum + byteLength, 0) + 2 * BLOCK_BYTES
  return Buffer.concat(blocks, Math.ceil(size / RECORD_BYTES) * RECORD_BYTES)
}

function member({ name, content, isExecutable }: CanonicalMember, mtime: number): readonly Uint8Array[] {
  const mode = isExecutable ? 0o755 : 0o644
  const own = [
    header({ name: asciiOf(name), mode, size: content.byteLength, mtime, type: '0' }),
    ...padded(content),
  ]
  const fits = isAscii(name) && name.length <= NAME_BYTES
  return fits ? own : [...extendedHeader(name), ...own]
}

function extendedHeader(name: string): readonly Uint8Array[] {
  const content = Buffer.from(paxRecord('path', name))
  const size = content.byteLength
  return [header({ name: '././@PaxHeader', mode: 0, size, mtime: 0, type: 'x' }), ...padded(content)]
}

interface Header {
  readonly name: string
  readonly mode: number
  readonly size: number
  readonly mtime: number
  readonly type: string
}

/** A ustar header (POSIX.1-1988), with the fields of devices left empty. */
function header({ name, mode, size, mtime, type }: Header): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES)
  block.write(name, 0, NAME_BYTES, 'latin1')
  block.write(octal(mode, 7), 100, 'latin1')
  block.write(octal(0, 7), 108, 'latin1')
  block.write(octal(0, 7), 116, 'latin1')
  block.write(octal(size, 11), 124, 'latin1')
  block.write(octal(mtime, 11), 136, 'latin1')
  block.write(' '.repeat(8), 148, 'latin1')
  block.write(type, 156, 'latin1')
  block.write('ustar\x0000', 257, 'latin1')
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${octal(sum, 6)}\0`, 148, 'latin1')
  return block
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0')
}

function padded(content: Uint8Array): readonly Uint8Array[] {
  const rest = content.byteLength % BLOCK_BYTES
  return rest === 0 ? [content] : [content, Buffer.alloc(BLOCK_BYTES - rest)]
}

/** One record of an extended header; its length counts itself. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`
  const bytes = Buffer.byteLength(rest)
  const guess = bytes + String(bytes).length
  return `${bytes + String(guess).length}${rest}`
}

function isAscii(text: string): boolean {
  return !/[^\0-\x7f]/.test(text)
}

/** What the plain header has of a name whose whole is in the extended one: `?` for each letter that is not ASCII. */
function asciiOf(name: string): string {
  return name.replaceAll(/[^\0-\x7f]/gu, '?')
}
