import { constants, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { explicit, integer, oid, sequence, tlv } from '../sigstore/der.ts'

export type KeyKind = 'p256' | 'p384' | 'p521' | 'rsa' | 'rsa1024' | 'ed25519'
export type Hash = 'sha1' | 'sha256' | 'sha384' | 'sha512'

/** A key pair with how it signs certificates. */
export interface Key {
  readonly kind: KeyKind
  readonly privateKey: KeyObject
  readonly spki: Buffer
}

export const NULL = tlv(0x05)

const CURVES = { p256: 'P-256', p384: 'P-384', p521: 'P-521' } as const

const pairOf = (kind: KeyKind) => {
  if (kind === 'ed25519') return generateKeyPairSync('ed25519')
  if (kind === 'rsa' || kind === 'rsa1024')
    return generateKeyPairSync('rsa', { modulusLength: kind === 'rsa' ? 2048 : 1024 })
  return generateKeyPairSync('ec', { namedCurve: CURVES[kind] })
}

export const createKey = (kind: KeyKind = 'p256'): Key => {
  const { privateKey, publicKey } = pairOf(kind)
  return { kind, privateKey, spki: publicKey.export({ type: 'spki', format: 'der' }) }
}

const HASH_IDS: Readonly<Record<Hash, string>> = {
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
}
const RSA_IDS: Readonly<Record<Hash, string>> = {
  sha1: '1.2.840.113549.1.1.5',
  sha256: '1.2.840.113549.1.1.11',
  sha384: '1.2.840.113549.1.1.12',
  sha512: '1.2.840.113549.1.1.13',
}
const EC_IDS: Readonly<Record<Hash, string>> = {
  sha1: '1.2.840.10045.4.1',
  sha256: '1.2.840.10045.4.3.2',
  sha384: '1.2.840.10045.4.3.3',
  sha512: '1.2.840.10045.4.3.4',
}

export const hashAlgorithm = (hash: Hash): Buffer => sequence(oid(HASH_IDS[hash]))

/** The AlgorithmIdentifier of a signature. */
export const signatureAlgorithm = ({ kind }: Key, hash: Hash): Buffer => {
  if (kind === 'ed25519') return sequence(oid('1.3.101.112'))
  if (kind === 'rsa' || kind === 'rsa1024') return sequence(oid(RSA_IDS[hash]), NULL)
  return sequence(oid(EC_IDS[hash]))
}

const PSS_SALT = 32

export const pssAlgorithm = (hash: Hash, maskHash: Hash = hash): Buffer =>
  sequence(
    oid('1.2.840.113549.1.1.10'),
    sequence(
      ...(hash === 'sha1' ? [] : [explicit(0, hashAlgorithm(hash))]),
      ...(hash === 'sha1'
        ? []
        : [explicit(1, sequence(oid('1.2.840.113549.1.1.8'), hashAlgorithm(maskHash)))]),
      explicit(2, integer(Buffer.from([PSS_SALT]))),
    ),
  )

export const signBytes = (key: Key, hash: Hash, data: Uint8Array): Buffer =>
  sign(key.kind === 'ed25519' ? null : hash, data, key.privateKey)

export const signPss = (key: Key, hash: Hash, data: Uint8Array): Buffer =>
  sign(hash, data, {
    key: key.privateKey,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: PSS_SALT,
  })
