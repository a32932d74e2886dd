/** One packet of an OpenPGP sequence. */
export interface RawPacket {
  /** Its type id, 1 to 63 (RFC 9580 §5). */
  readonly tag: number
  readonly body: Uint8Array
  /** Header and body. */
  readonly bytes: Uint8Array
}

/** Types that every reader passes over (RFC 9580 §5.8, §5.10, §5.14). */
const IGNORED_TAGS: ReadonlySet<number> = new Set([10, 12, 21])
/** From here on types are «non-critical»: a reader that doesn't know them passes over them (RFC 9580 §4.3). */
const FIRST_NON_CRITICAL = 40

/** Whether a reader passes over a packet of this type wherever it stands. */
export function isIgnoredTag(tag: number): boolean {
  return IGNORED_TAGS.has(tag) || tag >= FIRST_NON_CRITICAL
}

/**
 * Splits bytes into packets (RFC 9580 §4.2); null where they aren't whole packets from the first byte to the last.
 * Partial and indeterminate lengths, which are for data alone (§4.2.1.4, §4.2.2), are none either.
 */
export function readPackets(bytes: Uint8Array): readonly RawPacket[] | null {
  const packets: RawPacket[] = []
  for (let at = 0; at < bytes.length;) {
    const header = readHeader(bytes, at)
    if (header === null) return null
    const end = header.bodyAt + header.length
    if (header.tag === 0 || end > bytes.length) return null
    packets.push({
      tag: header.tag,
      body: bytes.subarray(header.bodyAt, end),
      bytes: bytes.subarray(at, end),
    })
    at = end
  }
  return packets
}

interface Header {
  readonly tag: number
  readonly bodyAt: number
  readonly length: number
}

function readHeader(bytes: Uint8Array, at: number): Header | null {
  const first = bytes[at] ?? 0
  if ((first & 0x80) === 0) return null
  if ((first & 0x40) !== 0) {
    const length = readLength(bytes, at + 1)
    return length === null ? null : { tag: first & 0x3f, bodyAt: length.end, length: length.value }
  }
  const octets = [1, 2, 4][first & 3]
  if (octets === undefined || at + 1 + octets > bytes.length) return null
  const length = Buffer.from(bytes.subarray(at + 1, at + 1 + octets)).readUIntBE(0, octets)
  return { tag: (first & 0x3f) >> 2, bodyAt: at + 1 + octets, length }
}

/** A length of one, two or five octets (RFC 9580 §4.2.1); null for a partial one, or where the bytes end. */
function readLength(bytes: Uint8Array, at: number): { readonly value: number; readonly end: number } | null {
  const [first, second] = [bytes[at], bytes[at + 1]]
  if (first === undefined) return null
  if (first < 192) return { value: first, end: at + 1 }
  if (first < 224)
    return second === undefined ? null : { value: ((first - 192) << 8) + second + 192, end: at + 2 }
  if (first < 255 || at + 5 > bytes.length) return null
  return { value: Buffer.from(bytes.subarray(at + 1, at + 5)).readUInt32BE(), end: at + 5 }
}
