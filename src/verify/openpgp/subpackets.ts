/** One subpacket of a signature (RFC 9580 §5.2.3.7). */
export interface Subpacket {
  readonly type: number
  readonly critical: boolean
  readonly body: Uint8Array
}

/** Both areas of a signature of version 4. What is signed is the hashed one. */
export interface SubpacketAreas {
  readonly hashed: readonly Subpacket[]
  readonly unhashed: readonly Subpacket[]
}

/** Types of subpackets (RFC 9580 §5.2.3.7) that are looked at here by their number. */
export const SUBPACKET = {
  created: 2,
  expires: 3,
  keyExpires: 9,
  revoker: 12,
  issuer: 16,
  notation: 20,
  keyFlags: 27,
  reason: 29,
  embedded: 32,
  issuerFingerprint: 33,
} as const

/** Those that carry what counts: a second one would let two readers see two signatures. */
const ONCE: ReadonlySet<number> = new Set([
  SUBPACKET.created,
  SUBPACKET.expires,
  SUBPACKET.keyExpires,
  SUBPACKET.keyFlags,
  SUBPACKET.reason,
  SUBPACKET.issuerFingerprint,
])
const FOUR_OCTETS: ReadonlySet<number> = new Set([SUBPACKET.created, SUBPACKET.expires, SUBPACKET.keyExpires])

/** Of a signature packet's body, version 4; null where the areas aren't made of whole subpackets, or say something twice. */
export function readAreas(body: Uint8Array): SubpacketAreas | null {
  const hashed = areaAt(body, 4)
  if (hashed === null) return null
  const unhashed = areaAt(body, hashed.end)
  if (unhashed === null) return null
  const types = hashed.subpackets.map(({ type }) => type)
  const isDouble = types.some((type, at) => ONCE.has(type) && types.indexOf(type) !== at)
  const isOdd = hashed.subpackets.some(({ type, body: each }) => FOUR_OCTETS.has(type) && each.length !== 4)
  if (isDouble || isOdd) return null
  return { hashed: hashed.subpackets, unhashed: unhashed.subpackets }
}

function areaAt(
  body: Uint8Array,
  at: number,
): { readonly subpackets: readonly Subpacket[]; readonly end: number } | null {
  if (at + 2 > body.length) return null
  const end = at + 2 + Buffer.from(body.subarray(at, at + 2)).readUInt16BE()
  if (end > body.length) return null
  const subpackets: Subpacket[] = []
  for (let from = at + 2; from < end;) {
    const length = lengthAt(body, from, end)
    if (length === null || length.value === 0 || length.next + length.value > end) return null
    const type = body[length.next] ?? 0
    const content = body.subarray(length.next + 1, length.next + length.value)
    subpackets.push({ type: type & 0x7f, critical: (type & 0x80) !== 0, body: content })
    from = length.next + length.value
  }
  return { subpackets, end }
}

/** One, two or five octets; unlike a packet's, no length is partial. */
function lengthAt(
  body: Uint8Array,
  at: number,
  end: number,
): { readonly value: number; readonly next: number } | null {
  const [first = 0, second = 0] = [body[at], body[at + 1]]
  if (first < 192) return { value: first, next: at + 1 }
  if (first < 255) return at + 2 > end ? null : { value: ((first - 192) << 8) + second + 192, next: at + 2 }
  if (at + 5 > end) return null
  return { value: Buffer.from(body.subarray(at + 1, at + 5)).readUInt32BE(), next: at + 5 }
}
