import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'

/** A P-256 key pair with what certificates and logs say about it. */
export interface SigningKey {
  readonly privateKey: KeyObject
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Buffer
  /** sha256 of `spki`: the id of a log. */
  readonly id: Buffer
}

export const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

export const createKey = (): SigningKey => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  return { privateKey, spki, id: sha256(spki) }
}

/** ECDSA with sha256, DER-encoded. */
export const signWith = (key: SigningKey, data: Uint8Array): Buffer => sign('sha256', data, key.privateKey)

/** The same bytes with one bit of the last byte but four changed. */
export const flipped = (bytes: Uint8Array): Buffer => {
  const copy = Buffer.from(bytes)
  const at = copy.length - 5
  copy[at] = (copy[at] ?? 0) ^ 1
  return copy
}
