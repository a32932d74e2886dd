import { gzipSync } from 'node:zlib'
import type { ArchiveEntry } from './zip-writer.ts'

const BLOCK = 512

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`
}

/** A ustar header (POSIX.1-1988); the checksum counts its own field as spaces. */
function header(name: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK)
  block.write(name, 0)
  block.write(octal(0o644, 8), 100)
  block.write(octal(0, 8), 108)
  block.write(octal(0, 8), 116)
  block.write(octal(size, 12), 124)
  block.write(octal(0, 12), 136)
  block.write(' '.repeat(8), 148)
  block.write('0', 156)
  block.write('ustar\x0000', 257, 'latin1')
  const checksum = block.reduce((sum, byte) => sum + byte, 0)
  block.write(`${checksum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

/** A tar archive of plain files, ended by two empty blocks. */
export function writeTar(entries: readonly ArchiveEntry[]): Buffer {
  const members = entries.flatMap(({ name, bytes }) => [
    header(name, bytes.length),
    Buffer.from(bytes),
    Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK),
  ])
  return Buffer.concat([...members, Buffer.alloc(2 * BLOCK)])
}

/** The same, compressed with gzip. */
export function writeTarGz(entries: readonly ArchiveEntry[]): Buffer {
  return gzipSync(writeTar(entries))
}
