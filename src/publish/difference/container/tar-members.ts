import { gunzipSync } from 'node:zlib'
import { COMPARISON_LIMITS } from '../limits.ts'

/** How a tar packs one member, beside its content. Numbers are text as they stand in the header. */
export interface TarPacking {
  readonly name: string
  readonly mode: string
  readonly owner: string
  readonly time: string
  readonly type: string
  /** Where a link leads; empty for everything else. */
  readonly target: string
  /** Magic and version, and the keys of its extended header. */
  readonly form: string
}

const BLOCK = 512
const TYPES: ReadonlyMap<string, string> = new Map([
  ['1', 'a hard link'],
  ['2', 'a link'],
  ['3', 'a device'],
  ['4', 'a device'],
  ['5', 'a folder'],
  ['6', 'a pipe'],
])

/** The tar in a source distribution, through gzip or plain. */
export function plainTar(bytes: Uint8Array): Buffer {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b
  return isPacked
    ? gunzipSync(bytes, { maxOutputLength: COMPARISON_LIMITS.maxUnpackedBytes })
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Reads the headers of a tar that `unpackSdist` has read in good order. */
export function readTarMembers(tar: Buffer): readonly TarPacking[] {
  const members: TarPacking[] = []
  let pax: ReadonlyMap<string, string> = new Map()
  for (let at = 0; isHeader(tar, at);) {
    const header = tar.subarray(at, at + BLOCK)
    const type = header.toString('latin1', 156, 157)
    const size = Number(pax.get('size') ?? sizeOf(header))
    const body = tar.subarray(at + BLOCK, at + BLOCK + size)
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK
    if (type === 'x') pax = new Map([...pax, ...paxRecords(body)])
    else if (type === 'L') pax = new Map([...pax, ['path', field(body, 0, body.byteLength)]])
    else if (type !== 'g' && type !== 'K') {
      members.push(packingOf(header, type, pax))
      pax = new Map()
    }
  }
  return members
}

function packingOf(header: Buffer, type: string, pax: ReadonlyMap<string, string>): TarPacking {
  const prefix = field(header, 345, 155)
  const short = field(header, 0, 100)
  const said = (key: string, start: number, length: number): string =>
    pax.get(key) ?? field(header, start, length).trim()
  return {
    name: pax.get('path') ?? (prefix === '' ? short : `${prefix}/${short}`),
    mode: said('mode', 100, 8),
    owner: [said('uid', 108, 8), said('gid', 116, 8), said('uname', 265, 32), said('gname', 297, 32)].join(
      ':',
    ),
    time: pax.get('mtime') ?? String(Number.parseInt(`0${field(header, 136, 12).trim()}`, 8)),
    type: TYPES.get(type) ?? 'a file',
    target: '12'.includes(type) ? (pax.get('linkpath') ?? field(header, 157, 100)) : '',
    form: `${JSON.stringify(header.toString('latin1', 257, 265))} ${[...pax.keys()].toSorted().join(' ')}`.trim(),
  }
}

/** A tar ends at a block of zeros. */
function isHeader(tar: Buffer, at: number): boolean {
  return at + BLOCK <= tar.byteLength && tar.subarray(at, at + BLOCK).some((byte) => byte !== 0)
}

/** Octal digits, or GNU's binary number; both were checked before. */
function sizeOf(header: Buffer): number {
  if (header[124] !== 0x80) return Number.parseInt(`0${field(header, 124, 12).trim()}`, 8)
  return header.subarray(125, 136).reduce((value, byte) => value * 256 + byte, 0)
}

function field(block: Buffer, start: number, length: number): string {
  const end = block.subarray(start, start + length).indexOf(0)
  return block.toString('utf8', start, start + (end < 0 ? length : end))
}

/** POSIX.1-2001 pax: `LENGTH KEY=VALUE\n`. */
function paxRecords(body: Buffer): ReadonlyMap<string, string> {
  const records = new Map<string, string>()
  for (let at = 0; at < body.byteLength;) {
    const space = body.indexOf(0x20, at)
    const length = Number(body.toString('latin1', at, space))
    const [, key, value] = /^([^=]*)=(.*)$/s.exec(body.toString('utf8', space + 1, at + length - 1)) ?? []
    if (!(length > 0)) break
    if (key !== undefined && value !== undefined) records.set(key, value)
    at += length
  }
  return records
}
