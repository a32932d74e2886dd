import { constants, verify } from 'node:crypto'
import { derChildren, derInteger, derOid, EncodingError, type DerElement } from '../../../encoding/index.ts'
import {
  familyOf,
  signatureAlgorithm,
  verifiesWith,
  type HashName,
  type PublicKey,
} from '../../../trust/index.ts'
import { algorithmId, verifiesDigest } from '../../sigstore/index.ts'
import { expect, Unverified } from '../../unverified.ts'

/** How a signer signed. */
export type Scheme =
  | { readonly kind: 'ec' | 'rsa' | 'ed25519'; readonly hash: HashName }
  | { readonly kind: 'pss'; readonly hash: HashName; readonly saltLength: number }

/** RFC 5754 §2. */
const HASHES: ReadonlyMap<string, HashName> = new Map([
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
])
const WEAK: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.2.5', 'MD5'],
  ['1.3.14.3.2.26', 'SHA-1'],
  ['2.16.840.1.101.3.4.2.4', 'SHA-224'],
  ['1.2.840.113549.1.1.4', 'MD5 with RSA'],
  ['1.2.840.113549.1.1.5', 'SHA-1 with RSA'],
  ['1.2.840.113549.1.1.14', 'SHA-224 with RSA'],
  ['1.2.840.10045.4.1', 'SHA-1 with ECDSA'],
  ['1.2.840.10045.4.3.1', 'SHA-224 with ECDSA'],
])
const RSA_ALONE = '1.2.840.113549.1.1.1'
const PSS = '1.2.840.113549.1.1.10'
const MGF1 = '1.2.840.113549.1.1.8'
const MAX_SALT_LENGTH = 1024

/** The hash that an algorithm names. Throws `Unverified`: TC3315 for weak ones, TC3317 for others; `EncodingError`. */
export function hashOf(algorithm: DerElement | undefined): HashName {
  const id = algorithmId(algorithm)
  const found = HASHES.get(id)
  if (found === undefined) throw refusal(id, 'SHA-256, SHA-384 or SHA-512')
  return found
}

/** The scheme that a signer names beside its hash, which must be the same (RFC 4056 §3, RFC 5753 §2.1.1, RFC 8419 §3). Throws as `hashOf`. */
export function schemeOf(algorithm: DerElement | undefined, hash: HashName): Scheme {
  const [first] = derChildren(algorithm, 16, 'an algorithm')
  const id = first === undefined ? '' : derOid(first)
  const scheme = id === PSS ? pssOf(algorithm) : plainOf(algorithmId(algorithm), hash)
  expect(
    scheme.hash === hash,
    'TC3317',
    `a signature over ${hash}, as its digest is`,
    `one over ${scheme.hash}`,
  )
  return scheme
}

function plainOf(id: string, hash: HashName): Scheme {
  if (id === RSA_ALONE) return { kind: 'rsa', hash }
  const found = signatureAlgorithm(id)
  if (found === null) throw refusal(id, 'RSA, ECDSA or Ed25519 with SHA-256, SHA-384 or SHA-512')
  return { kind: found.family, hash: found.hash }
}

/** RSASSA-PSS-params (RFC 4055 §3.1); its defaults are SHA-1, so they must say more. */
function pssOf(algorithm: DerElement | undefined): Scheme {
  const [, parameters, ...rest] = derChildren(algorithm, 16, 'an algorithm')
  const parts = parameters === undefined ? [] : derChildren(parameters, 16, 'PSS parameters')
  const part = (tag: number): DerElement | undefined => parts.find((each) => each.tag === tag)?.children[0]
  const isKnown = parts.every(
    ({ tagClass, tag, children }) => tagClass === 'context' && tag <= 3 && children.length === 1,
  )
  const tags = parts.map(({ tag }) => tag)
  if (rest.length > 0 || !isKnown || new Set(tags).size !== tags.length)
    throw bad('PSS parameters are not in their form')
  const [hash, mask, salt, trailer] = [part(0), part(1), part(2), part(3)]
  expect(hash !== undefined && mask !== undefined, 'TC3315', 'PSS with SHA-256 or stronger', 'SHA-1')
  const [generator, inner] = derChildren(mask, 16, 'a mask generator')
  const isOne = generator !== undefined && derOid(generator) === MGF1 && hashOf(inner) === hashOf(hash)
  expect(isOne, 'TC3317', 'PSS whose mask is made by the same hash', 'another mask')
  const saltLength = salt === undefined ? 20 : Number(derInteger(salt))
  const isBounded = saltLength >= 0 && saltLength <= MAX_SALT_LENGTH
  if (!isBounded || (trailer !== undefined && derInteger(trailer) !== 1n))
    throw bad('PSS parameters are out of bounds')
  return { kind: 'pss', hash: hashOf(hash), saltLength }
}

/** True when the signature over these bytes is by the key. Throws `EncodingError` for a key that can't be used. */
export function verifiesBytes(
  key: PublicKey,
  scheme: Scheme,
  bytes: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (!fits(key, scheme)) return false
  if (scheme.kind !== 'pss') return verifiesWith(key, scheme.hash, bytes, signature)
  const { saltLength, hash } = scheme
  const padding = constants.RSA_PKCS1_PSS_PADDING
  return verify(hash, bytes, { key: key.handle(), padding, saltLength }, signature)
}

/** The same by the digest of the bytes alone; TC3317 for schemes that need the bytes themselves. Throws `EncodingError`. */
export function verifiesPrehashed(
  key: PublicKey,
  scheme: Scheme,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean {
  return fits(key, scheme) && verifiesDigest(key, digest, signature, scheme.hash)
}

/** Throws `Unverified` TC3317 for what can't be verified by a digest: the bytes are where the file is, not here. */
export function checkPrehashable({ kind }: Scheme, key: PublicKey): void {
  const may = kind === 'rsa' || (kind === 'ec' && key.kind !== 'P-521')
  const expected = 'signed attributes, or RSA PKCS#1 v1.5 or ECDSA P-256, P-384 without them'
  expect(may, 'TC3317', expected, `${kind === 'ec' ? key.kind : kind} over the content itself`)
}

function fits(key: PublicKey, { kind }: Scheme): boolean {
  return familyOf(key) === (kind === 'pss' ? 'rsa' : kind)
}

function refusal(id: string, expected: string): Unverified {
  const weak = WEAK.get(id)
  return new Unverified(
    weak === undefined ? 'TC3317' : 'TC3315',
    expected,
    weak ?? `algorithm ${id.slice(0, 100)}`,
  )
}

function bad(message: string): EncodingError {
  return new EncodingError('der', { message: `CMS: ${message}` })
}
