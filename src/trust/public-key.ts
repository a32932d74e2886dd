import { createPublicKey, verify, type KeyObject } from 'node:crypto'
import {
  derChildren,
  derOid,
  derWholeBits,
  encodeBase64,
  EncodingError,
  readDer,
  type DerElement,
} from '../encoding/index.ts'

export type KeyKind = 'P-256' | 'P-384' | 'P-521' | 'ed25519' | 'rsa'

/** Algorithms of SubjectPublicKeyInfo (RFC 5480 §2.1.1, RFC 8410 §3, RFC 8017 §A.1); parameters of one's own are refused. */
const RSA = '1.2.840.113549.1.1.1'
const KINDS: ReadonlyMap<string, KeyKind> = new Map([
  ['1.2.840.10045.2.1 1.2.840.10045.3.1.7', 'P-256'],
  ['1.2.840.10045.2.1 1.3.132.0.34', 'P-384'],
  ['1.2.840.10045.2.1 1.3.132.0.35', 'P-521'],
  ['1.3.101.112', 'ed25519'],
  [RSA, 'rsa'],
])
const MIN_RSA_BITS = 2048
/** A longer modulus or exponent buys nothing, and lets one certificate cost seconds. */
const MAX_RSA_BITS = 8192
const MAX_RSA_EXPONENT = 2n ** 32n
/** RFC 7468 §2 */
const PEM_LINE = /.{1,64}/g

/**
 * A public key. Its kind is read from its own bytes; the form in which OpenSSL verifies with it, which takes a tenth of a
 * millisecond to make, is made when it is first needed, and once.
 */
export class PublicKey {
  readonly kind: KeyKind
  /** SubjectPublicKeyInfo (RFC 5280 §4.1), DER. */
  readonly spki: Uint8Array
  /** What its bit string holds: a point, 32 bytes, or an RSAPublicKey. */
  readonly bits: Uint8Array
  #handle: KeyObject | null = null

  private constructor(kind: KeyKind, spki: Uint8Array, bits: Uint8Array) {
    this.kind = kind
    this.spki = spki
    this.bits = bits
  }

  /** Throws `EncodingError` for what is no key, or none of a kind that is taken: ECDSA on NIST's curves, Ed25519, RSA. */
  static read(spki: Uint8Array): PublicKey {
    return PublicKey.of(readDer(spki))
  }

  static of(element: DerElement): PublicKey {
    const [algorithm, bits, ...rest] = derChildren(element, 16, 'a public key')
    const [id, parameters, ...more] = derChildren(algorithm, 16, 'an algorithm')
    if (id === undefined || bits === undefined || rest.length + more.length > 0)
      throw bad('a public key is not in its form')
    const isNull = parameters?.bytes.length === 2 && parameters.bytes[0] === 5
    const name = [id, ...(parameters === undefined || isNull ? [] : [parameters])].map(derOid).join(' ')
    const kind = KINDS.get(name)
    if (kind === undefined || isNull !== (kind === 'rsa'))
      throw bad('a public key is of a kind that is not taken')
    return new PublicKey(kind, element.bytes, derWholeBits(bits))
  }

  /** Throws `EncodingError` where OpenSSL can't use it, or its size is beyond the bounds. */
  handle(): KeyObject {
    this.#handle ??= imported(this.spki, this.kind)
    return this.#handle
  }
}

function imported(spki: Uint8Array, kind: KeyKind): KeyObject {
  const key = readable(spkiPem(spki))
  if (kind !== 'rsa') return key
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {}
  const isBounded =
    modulusLength >= MIN_RSA_BITS && modulusLength <= MAX_RSA_BITS && publicExponent <= MAX_RSA_EXPONENT
  if (!isBounded) throw bad('an RSA key is too short or too long')
  return key
}

/**
 * A SubjectPublicKeyInfo as text (RFC 7468 §13). Node takes a string for PEM at once; of an object with DER it finds out by
 * four errors, thrown and caught, that it is no key object, which takes longer than all the reading.
 */
export function spkiPem(spki: Uint8Array): string {
  const lines = encodeBase64(spki).match(PEM_LINE) ?? []
  return `-----BEGIN PUBLIC KEY-----\n${lines.join('\n')}\n-----END PUBLIC KEY-----\n`
}

function readable(key: Parameters<typeof createPublicKey>[0]): KeyObject {
  try {
    return createPublicKey(key)
  } catch (cause) {
    // Node throws plain errors of OpenSSL's for whatever it can't read.
    throw bad('bytes are no public key', cause)
  }
}

/**
 * Reads a key and makes it ready at once: for keys that are trusted, and verify again and again. PKCS#1 is RFC 8017
 * §A.1.1. Throws `EncodingError`.
 */
export function importPublicKey(der: Uint8Array, type: 'spki' | 'pkcs1' = 'spki'): PublicKey {
  const key = PublicKey.read(
    type === 'spki' ? der : readable(pkcs1Of(der)).export({ type: 'spki', format: 'der' }),
  )
  key.handle()
  return key
}

function pkcs1Of(der: Uint8Array): Parameters<typeof createPublicKey>[0] {
  return { key: Buffer.from(der.buffer, der.byteOffset, der.byteLength), format: 'der', type: 'pkcs1' }
}

export type HashName = 'sha256' | 'sha384' | 'sha512'

/** True when the signature over the data is by the key: ECDSA in DER, RSA PKCS#1 v1.5, or Ed25519, which has its own hash. Throws `EncodingError` for a key that can't be used. */
export function verifiesWith(
  key: PublicKey,
  hash: HashName,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  return verify(key.kind === 'ed25519' ? null : hash, data, key.handle(), signature)
}

/** The same for ECDSA signatures as r and s, one behind the other (RFC 7518 §3.4). Throws `EncodingError`. */
export function verifiesPlainly(
  key: PublicKey,
  hash: HashName,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  return verify(hash, data, { key: key.handle(), dsaEncoding: 'ieee-p1363' }, signature)
}

/** What kinds of key a signature algorithm is for. */
export type KeyFamily = 'ec' | 'rsa' | 'ed25519'

export function familyOf({ kind }: PublicKey): KeyFamily {
  return kind === 'rsa' || kind === 'ed25519' ? kind : 'ec'
}

/** Signature algorithms of certificates by object identifier (RFC 5758 §3.2, RFC 8017 §A.2.4, RFC 8410 §3). */
const ALGORITHMS: ReadonlyMap<string, { readonly family: KeyFamily; readonly hash: HashName }> = new Map([
  ['1.2.840.10045.4.3.2', { family: 'ec', hash: 'sha256' }],
  ['1.2.840.10045.4.3.3', { family: 'ec', hash: 'sha384' }],
  ['1.2.840.10045.4.3.4', { family: 'ec', hash: 'sha512' }],
  ['1.2.840.113549.1.1.11', { family: 'rsa', hash: 'sha256' }],
  ['1.2.840.113549.1.1.12', { family: 'rsa', hash: 'sha384' }],
  ['1.2.840.113549.1.1.13', { family: 'rsa', hash: 'sha512' }],
  ['1.3.101.112', { family: 'ed25519', hash: 'sha512' }],
])

/** The family of keys and the hash of a signature algorithm; null for algorithms that aren't taken (MD5, SHA-1). */
export function signatureAlgorithm(
  id: string,
): { readonly family: KeyFamily; readonly hash: HashName } | null {
  return ALGORITHMS.get(id) ?? null
}

/** True when the signature is by the key in the algorithm named; false for algorithms that don't fit it or aren't taken. */
export function verifiesAs(
  algorithm: string,
  key: PublicKey,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  const found = signatureAlgorithm(algorithm)
  return found !== null && found.family === familyOf(key) && verifiesWith(key, found.hash, data, signature)
}

function bad(message: string, cause?: unknown): EncodingError {
  return new EncodingError('der', { message: `public key: ${message}`, cause })
}
