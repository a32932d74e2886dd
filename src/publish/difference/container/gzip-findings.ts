import { packed, type Finding } from '../difference.ts'

/** RFC 1952 §2.3.1: flags, time, level and system; then, where flags say so, the file's name. */
interface GzipHeader {
  readonly flags: number
  readonly time: number
  readonly level: number
  readonly system: number
  readonly name: string
}

const HAS_EXTRA = 4
const HAS_NAME = 8
const HEADER_BYTES = 10
const MAX_NAME_BYTES = 512

/** The headers of two gzip files; a plain tar has none. Packed bytes are compared by the caller's tars. */
export function gzipFindings(a: Uint8Array, b: Uint8Array): readonly Finding[] {
  const [first, second] = [readHeader(a), readHeader(b)]
  if (first === null || second === null)
    return first === second ? [] : [packed('compression', null, 'gzip / none')]
  const [one, other] = [headerText(first), headerText(second)]
  return one === other ? [] : [packed('gzip-header', null, `${one} / ${other}`)]
}

function readHeader(bytes: Uint8Array): GzipHeader | null {
  const gzip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (gzip.byteLength < HEADER_BYTES || gzip[0] !== 0x1f || gzip[1] !== 0x8b) return null
  const flags = gzip.readUInt8(3)
  const isNamed = (flags & HAS_NAME) !== 0 && (flags & HAS_EXTRA) === 0
  const head = gzip.subarray(HEADER_BYTES, HEADER_BYTES + MAX_NAME_BYTES)
  const name = isNamed ? head.toString('latin1', 0, Math.max(0, head.indexOf(0))) : ''
  return { flags, time: gzip.readUInt32LE(4), level: gzip.readUInt8(8), system: gzip.readUInt8(9), name }
}

function headerText({ flags, time, level, system, name }: GzipHeader): string {
  const named = name === '' ? 'no name' : `name ${name}`
  return `time ${time}, ${named}, flags ${flags}, level ${level}, system ${system}`
}
