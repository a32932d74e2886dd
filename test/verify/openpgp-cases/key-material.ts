import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { derChildren, readDer } from '../../../src/encoding/index.ts'

export type HashWish = 'md5' | 'sha1' | 'ripemd160' | 'sha224' | 'sha256' | 'sha384' | 'sha512'

/** RFC 9580 §9.5. */
export const HASH_IDS = {
  md5: 1,
  sha1: 2,
  ripemd160: 3,
  sha256: 8,
  sha384: 9,
  sha512: 10,
  sha224: 11,
} as const

export type KeyKind = 'ed25519' | 'p256' | 'secp256k1' | 'rsa1024' | 'rsa2048' | 'rsa-encrypt-only' | 'dsa'

/** A key pair in OpenPGP's terms, by node:crypto. */
export interface KeyMaterial {
  /** RFC 9580 §9.1. */
  readonly algorithm: number
  /** What stands behind the algorithm in the key packet. */
  readonly publicPart: Buffer
  /** What stands at a signature's end: multiprecision integers over the hashed bytes. */
  readonly sign: (bytes: Uint8Array, hash: HashWish) => Buffer
}

const mpi = (bytes: Uint8Array): Buffer => {
  const start = bytes.findIndex((octet) => octet !== 0)
  const value = bytes.subarray(start < 0 ? bytes.length : start)
  const bits = value.length * 8 - Math.clz32(value[0] ?? 0) + 24
  const head = Buffer.alloc(2)
  head.writeUInt16BE(value.length === 0 ? 0 : bits)
  return Buffer.concat([head, value])
}

const jwkPart = (key: KeyObject, part: 'x' | 'y' | 'n' | 'e'): Buffer =>
  Buffer.from(key.export({ format: 'jwk' })[part] ?? '', 'base64url')

const halves = (bytes: Buffer): Buffer =>
  Buffer.concat([mpi(bytes.subarray(0, bytes.length / 2)), mpi(bytes.subarray(bytes.length / 2))])

const edwards = (): KeyMaterial => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const oid = Buffer.from('092b06010401da470f01', 'hex')
  const point = Buffer.concat([Buffer.of(0x40), jwkPart(publicKey, 'x')])
  return {
    algorithm: 22,
    publicPart: Buffer.concat([oid, mpi(point)]),
    sign: (bytes, hash) => halves(sign(null, createHash(hash).update(bytes).digest(), privateKey)),
  }
}

const elliptic = (namedCurve: 'prime256v1' | 'secp256k1', oid: string): KeyMaterial => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve })
  const point = Buffer.concat([Buffer.of(4), jwkPart(publicKey, 'x'), jwkPart(publicKey, 'y')])
  return {
    algorithm: 19,
    publicPart: Buffer.concat([Buffer.from(oid, 'hex'), mpi(point)]),
    sign: (bytes, hash) => halves(sign(hash, bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' })),
  }
}

const rsa = (modulusLength: number, algorithm: number): KeyMaterial => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength })
  return {
    algorithm,
    publicPart: Buffer.concat([mpi(jwkPart(publicKey, 'n')), mpi(jwkPart(publicKey, 'e'))]),
    sign: (bytes, hash) => mpi(sign(hash, bytes, privateKey)),
  }
}

const SEQUENCE = 16

/** The numbers stand in the SubjectPublicKeyInfo (RFC 3279 §2.3.2). */
const dsa = (): KeyMaterial => {
  const { publicKey, privateKey } = generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 256 })
  const [algorithm, bits] = derChildren(
    readDer(publicKey.export({ format: 'der', type: 'spki' })),
    SEQUENCE,
    'the key',
  )
  const parameters = derChildren(algorithm ?? missing(), SEQUENCE, 'the algorithm')[1] ?? missing()
  const y = readDer((bits ?? missing()).content.subarray(1))
  const numbers = [...derChildren(parameters, SEQUENCE, 'the parameters'), y].map(({ content }) =>
    mpi(content),
  )
  return {
    algorithm: 17,
    publicPart: Buffer.concat(numbers),
    sign: (bytes, hash) => halves(sign(hash, bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' })),
  }
}

const missing = (): never => {
  throw new Error('a part of the key was expected')
}

/** Makes a new key pair. */
export function keyMaterial(kind: KeyKind): KeyMaterial {
  switch (kind) {
    case 'ed25519':
      return edwards()
    case 'p256':
      return elliptic('prime256v1', '082a8648ce3d030107')
    case 'secp256k1':
      return elliptic('secp256k1', '052b8104000a')
    case 'rsa1024':
      return rsa(1024, 1)
    case 'rsa2048':
      return rsa(2048, 1)
    case 'rsa-encrypt-only':
      return rsa(2048, 2)
    case 'dsa':
      return dsa()
  }
}
