import { createPublicKey, verify, type KeyObject } from 'node:crypto'
import { EncodingError } from '../encoding/index.ts'

/** NIST's curves as Node names them. Certificates with parameters of their own name none and are refused. */
const CURVES: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1', 'secp521r1'])
const MIN_RSA_BITS = 2048
/** A longer modulus or exponent buys nothing, and lets one certificate cost seconds. */
const MAX_RSA_BITS = 8192
const MAX_RSA_EXPONENT = 2n ** 32n

/**
 * Imports a public key once, so that verifying with it costs no reading: SubjectPublicKeyInfo (RFC 5280 §4.1), or
 * PKCS#1 (RFC 8017 §A.1.1). Throws `EncodingError` `der` for what is no key, or none of a kind and size that is taken:
 * ECDSA on P-256, P-384 and P-521, Ed25519, RSA of 2048 to 8192 bits.
 */
export function importPublicKey(der: Uint8Array, type: 'spki' | 'pkcs1' = 'spki'): KeyObject {
  const key = read(der, type)
  if (!isTaken(key)) throw new EncodingError('der', { message: 'a public key of a kind that is not taken' })
  return key
}

function read(der: Uint8Array, type: 'spki' | 'pkcs1'): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(der.buffer, der.byteOffset, der.byteLength), format: 'der', type })
  } catch (cause) {
    // Node throws plain errors of OpenSSL's for whatever it can't read.
    throw new EncodingError('der', { message: 'bytes are no public key', cause })
  }
}

function isTaken(key: KeyObject): boolean {
  switch (key.asymmetricKeyType) {
    case 'ed25519':
      return true
    case 'ec':
      return CURVES.has(key.asymmetricKeyDetails?.namedCurve ?? '')
    case 'rsa': {
      const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {}
      return modulusLength >= MIN_RSA_BITS && modulusLength <= MAX_RSA_BITS && publicExponent <= MAX_RSA_EXPONENT
    }
    default:
      return false
  }
}

export type HashName = 'sha256' | 'sha384' | 'sha512'

/** True when the signature over the data is by the key: ECDSA in DER, RSA PKCS#1 v1.5, or Ed25519, which has its own hash. */
export function verifiesWith(key: KeyObject, hash: HashName, data: Uint8Array, signature: Uint8Array): boolean {
  return verify(key.asymmetricKeyType === 'ed25519' ? null : hash, data, key, signature)
}

/** Signature algorithms of certificates by object identifier (RFC 5758 §3.2, RFC 8017 §A.2.4, RFC 8410 §3). */
const ALGORITHMS: ReadonlyMap<string, { readonly type: string; readonly hash: HashName }> = new Map([
  ['1.2.840.10045.4.3.2', { type: 'ec', hash: 'sha256' }],
  ['1.2.840.10045.4.3.3', { type: 'ec', hash: 'sha384' }],
  ['1.2.840.10045.4.3.4', { type: 'ec', hash: 'sha512' }],
  ['1.2.840.113549.1.1.11', { type: 'rsa', hash: 'sha256' }],
  ['1.2.840.113549.1.1.12', { type: 'rsa', hash: 'sha384' }],
  ['1.2.840.113549.1.1.13', { type: 'rsa', hash: 'sha512' }],
  ['1.3.101.112', { type: 'ed25519', hash: 'sha512' }],
])

/** True when the signature is by the key in the algorithm named; false for algorithms that don't fit it or aren't taken (MD5, SHA-1). */
export function verifiesAs(algorithm: string, key: KeyObject, data: Uint8Array, signature: Uint8Array): boolean {
  const found = ALGORITHMS.get(algorithm)
  return found !== undefined && found.type === key.asymmetricKeyType && verifiesWith(key, found.hash, data, signature)
}
