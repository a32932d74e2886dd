import type { SignaturePacket } from 'openpgp'
import { encodeHex } from '../../encoding/index.ts'
import { expect, Unverified } from '../unverified.ts'
import type { OpenPgp } from './library.ts'
import { readAreas, SUBPACKET, type Subpacket, type SubpacketAreas } from './subpackets.ts'

/** A signature of version 4, read. */
export interface Signature {
  readonly packet: SignaturePacket
  /** The packet's body, as it was found. */
  readonly body: Uint8Array
  /** RFC 9580 §5.2.1. */
  readonly type: number
  readonly areas: SubpacketAreas
  /** Signatures inside this one (RFC 9580 §5.2.3.34), in either part: each speaks for itself. */
  readonly embedded: readonly Signature[]
  /** Ms since the epoch: the signer's claim. */
  readonly createdMs: number
  /** Ms since the epoch; Infinity where it doesn't expire. */
  readonly expiresMs: number
}

/** A binding carries one, and that one none. */
export const MAX_EMBEDDED = 4

/** Types of signatures that are looked at here (RFC 9580 §5.2.1). */
export const SIGNATURE_TYPE = {
  binary: 0x00,
  /** Four kinds of certification that differ in nothing that counts here. */
  certifications: [0x10, 0x11, 0x12, 0x13],
  subkeyBinding: 0x18,
  /** A subkey's own, over being bound. */
  primaryBinding: 0x19,
  directKey: 0x1f,
  keyRevocation: 0x20,
  subkeyRevocation: 0x28,
  certificationRevocation: 0x30,
} as const

/** Hashes by their number (RFC 9580 §9.5), as node:crypto calls them. */
export const HASH_NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'md5'],
  [2, 'sha1'],
  [3, 'ripemd160'],
  [8, 'sha256'],
  [9, 'sha384'],
  [10, 'sha512'],
  [11, 'sha224'],
  [12, 'sha3-256'],
  [14, 'sha3-512'],
])

/** Types that are understood or have no bearing on a signature's worth, so that they may be critical (RFC 9580 §5.2.3.7). */
const UNDERSTOOD: ReadonlySet<number> = new Set([
  2, 3, 4, 5, 7, 9, 11, 12, 16, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 32, 33, 34, 39,
])

/**
 * Reads the body of a signature packet. Throws `Unverified`: TC3117 for another version than 4 or an algorithm that is
 * not known, TC3110 for what is none. `most`: signatures that it may carry.
 */
export function readSignature(openpgp: OpenPgp, body: Uint8Array, most = MAX_EMBEDDED): Signature {
  const [version, type = 0, algorithm, hash = 0] = body
  expect(version === 4, 'TC3117', 'a signature of version 4', `version ${version ?? 'none'}`)
  const { dsa, rsaEncryptSign, rsaEncrypt, rsaSign, ecdsa, eddsaLegacy, ed25519, ed448 } =
    openpgp.enums.publicKey
  const known: ReadonlySet<number | undefined> = new Set<number>([
    dsa,
    rsaEncryptSign,
    rsaEncrypt,
    rsaSign,
    ecdsa,
    eddsaLegacy,
    ed25519,
    ed448,
  ])
  expect(known.has(algorithm), 'TC3117', 'a known algorithm', `algorithm ${algorithm ?? 'none'}`)
  expect(HASH_NAMES.has(hash), 'TC3117', 'a known hash', `hash algorithm ${hash}`)
  const areas = readAreas(body)
  expect(
    areas !== null,
    'TC3110',
    'a signature whose parts are whole and there once',
    'parts that are not, or twice',
  )
  const inner = [...areas.hashed, ...areas.unhashed].filter((each) => each.type === SUBPACKET.embedded)
  expect(inner.length <= most, 'TC3110', `at most ${most} signatures inside`, `${inner.length}`)
  // Before the library reads them: it would follow any nesting.
  const embedded = inner.map((each) => readSignature(openpgp, each.body, 0))
  const packet = parsePacket(openpgp, body)
  const expires = packet.getExpirationTime()
  return {
    packet,
    body,
    type,
    areas,
    embedded,
    createdMs: packet.created?.getTime() ?? 0,
    expiresMs: expires instanceof Date ? expires.getTime() : Infinity,
  }
}

export function parsePacket(openpgp: OpenPgp, body: Uint8Array): SignaturePacket {
  const packet = new openpgp.SignaturePacket()
  try {
    packet.read(body)
  } catch (cause) {
    // The library throws plain errors for whatever it can't read.
    throw new Unverified('TC3110', 'a signature packet', 'bytes that are none', cause)
  }
  return packet
}

/**
 * Critical parts that aren't understood make a signature worthless (RFC 9580 §5.2.3.7, §5.2.3.24); only hashed ones are the
 * signer's word. Null, or what it is.
 */
export function criticalUnknown({ areas }: Signature): string | null {
  const found = areas.hashed.find(({ type, critical }) => critical && !UNDERSTOOD.has(type))
  if (found === undefined) return null
  return found.type === SUBPACKET.notation
    ? `the notation \`${notationName(found)}\``
    : `subpacket ${found.type}`
}

function notationName({ body }: Subpacket): string {
  const length = body.length < 8 ? 0 : Buffer.from(body).readUInt16BE(4)
  return Buffer.from(body.subarray(8, 8 + length))
    .toString('latin1')
    .replaceAll(/[^\w.@-]/g, '?')
}

/** How the signature names its issuers, upper-case hex: fingerprints and key ids, the signed ones first. */
export function issuersOf({ areas }: Signature): readonly string[] {
  const all = [...areas.hashed, ...areas.unhashed]
  return [...fingerprints(all), ...keyIds(all)]
}

/** The fingerprint in the hashed part, which the signer vouches for; null where there is none. */
export function signedIssuer({ areas }: Signature): string | null {
  return fingerprints(areas.hashed)[0] ?? null
}

const fingerprints = (subpackets: readonly Subpacket[]): readonly string[] =>
  subpackets.flatMap(({ type, body }) => {
    if (type !== SUBPACKET.issuerFingerprint) return []
    const fingerprint = encodeHex(body.subarray(1)).toUpperCase()
    return [body[0] === 4 ? fingerprint : `${fingerprint} of version ${body[0] ?? 'none'}`]
  })

const keyIds = (subpackets: readonly Subpacket[]): readonly string[] =>
  subpackets.flatMap(({ type, body }) => (type === SUBPACKET.issuer ? [encodeHex(body).toUpperCase()] : []))
