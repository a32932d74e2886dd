import { constants, createECDH, createHash, publicDecrypt, verify } from 'node:crypto'
import { derInteger, encodeHex, EncodingError, readDer } from '../../encoding/index.ts'
import { spkiPem, type HashName, type PublicKey } from '../../trust/index.ts'
import { invert } from './inverse.ts'

/** What multiplies the generator, then prime, order and size of coordinates in bytes (SEC 2 §2.4.2, §2.5.1). */
const CURVES = {
  'P-256': {
    generator: createECDH('prime256v1'),
    p: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
    n: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
    size: 32,
  },
  'P-384': {
    generator: createECDH('secp384r1'),
    p: 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffffn,
    n: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
    size: 48,
  },
} as const

type Curve = (typeof CURVES)[keyof typeof CURVES]

interface Point {
  readonly x: bigint
  readonly y: bigint
}

const STAND_IN = Buffer.from('pip-trust')
const STAND_IN_DIGEST = toNumber(createHash('sha256').update(STAND_IN).digest())

/** DigestInfo of each hash without the digest (RFC 8017 §9.2, note 1), and the digest's bytes. */
const HASHES: Readonly<Record<HashName, { readonly info: Buffer; readonly size: number }>> = {
  sha256: { info: Buffer.from('3031300d060960864801650304020105000420', 'hex'), size: 32 },
  sha384: { info: Buffer.from('3041300d060960864801650304020205000430', 'hex'), size: 48 },
  sha512: { info: Buffer.from('3051300d060960864801650304020305000440', 'hex'), size: 64 },
}

/** Verifies a signature over a file of which only a digest is at hand: ECDSA, or RSA PKCS#1 v1.5. False for other keys. */
export function verifiesDigest(
  key: PublicKey,
  digest: Uint8Array,
  signature: Uint8Array,
  hash: HashName = 'sha256',
): boolean {
  const { info, size } = HASHES[hash]
  if (digest.length !== size) return false
  if (key.kind !== 'rsa') return verifiesEcdsa(key, digest, signature)
  return verifiesRsa(key, Buffer.concat([info, digest]), signature)
}

/** RFC 8017 §8.2.2: what the signature opens to must be, byte for byte, what would have been signed (§9.2). */
function verifiesRsa(publicKey: PublicKey, info: Uint8Array, signature: Uint8Array): boolean {
  const key = publicKey.handle()
  const size = Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8)
  if (signature.length !== size) return false
  const padding = Buffer.alloc(size - info.length - 3, 0xff)
  const expected = Buffer.concat([Buffer.from([0, 1]), padding, Buffer.from([0]), info])
  try {
    return publicDecrypt({ key, padding: constants.RSA_NO_PADDING }, signature).equals(expected)
  } catch {
    // Node throws where the signature is no number below the modulus.
    return false
  }
}

/**
 * Verifies an ECDSA signature (DER) over a file of which only a digest is at hand; Node's crypto wants the bytes.
 *
 * With R the signature's point, G the generator: (r, s) by Q fits digest z when s·R = z·G + r·Q. For another digest
 * z' and Q' = Q + ((z − z')/r)·G the right side is the same: z'·G + r·Q' = z·G + r·Q. So the signature fits z under
 * Q just when it fits z' under Q', and z' may be of any short text, which Node then hashes and verifies itself.
 * All values are public. A point beside the curve stays beside it when one of the curve is added, and is then refused by
 * Node, so the key itself needs no import. Returns false for other keys and for anything malformed.
 */
function verifiesEcdsa({ kind, bits, spki }: PublicKey, digest: Uint8Array, signature: Uint8Array): boolean {
  const curve = kind === 'P-256' || kind === 'P-384' ? CURVES[kind] : null
  const r = readR(signature)
  if (curve === null || r === null || r <= 0n || r >= curve.n) return false
  const point = readPoint(bits, curve)
  // The leftmost bits, as many as the order has (SEC 1 §4.1.4 step 3).
  const wanted = toNumber(digest.subarray(0, curve.size))
  const shift = modulo((wanted - STAND_IN_DIGEST) * invert(r, curve.n), curve.n)
  const shifted = point === null || shift === 0n ? point : add(point, multiplyGenerator(shift, curve), curve)
  if (shifted === null) return false
  // The same SubjectPublicKeyInfo with another point at its end.
  const head = spki.subarray(0, spki.length - 2 * curve.size)
  const moved = Buffer.concat([head, toBytes(shifted.x, curve.size), toBytes(shifted.y, curve.size)])
  try {
    return verify('sha256', STAND_IN, spkiPem(moved), signature)
  } catch {
    // Node throws where the point is not on the curve.
    return false
  }
}

/** An uncompressed point (SEC 1 §2.3.3): the only form that signers write. */
function readPoint(bits: Uint8Array, { size, p }: Curve): Point | null {
  if (bits.length !== 1 + 2 * size || bits[0] !== 4) return null
  const point = { x: toNumber(bits.subarray(1, 1 + size)), y: toNumber(bits.subarray(1 + size)) }
  return point.x < p && point.y < p ? point : null
}

function readR(signature: Uint8Array): bigint | null {
  try {
    const [r, s, ...rest] = readDer(signature).children
    if (r === undefined || s === undefined || rest.length > 0) return null
    return derInteger(r)
  } catch (error) {
    if (error instanceof EncodingError) return null
    throw error
  }
}

/** The multiplier is one for all calls: each sets what it multiplies by, which is no secret. */
function multiplyGenerator(scalar: bigint, { generator, size }: Curve): Point {
  generator.setPrivateKey(toBytes(scalar, size))
  const point = generator.getPublicKey()
  return { x: toNumber(point.subarray(1, 1 + size)), y: toNumber(point.subarray(1 + size)) }
}

/** The sum of two points of different x (SEC 1 §2.2.1); null where they share it, which no honest signer meets. */
function add(a: Point, b: Point, { p }: Curve): Point | null {
  if (a.x === b.x) return null
  const slope = modulo((b.y - a.y) * invert(modulo(b.x - a.x, p), p), p)
  const x = modulo(slope * slope - a.x - b.x, p)
  return { x, y: modulo(slope * (a.x - x) - a.y, p) }
}

function modulo(value: bigint, modulus: bigint): bigint {
  const rest = value % modulus
  return rest < 0n ? rest + modulus : rest
}

function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x${encodeHex(bytes)}`)
}

function toBytes(value: bigint, size: number): Buffer {
  return Buffer.from(value.toString(16).padStart(size * 2, '0'), 'hex')
}
