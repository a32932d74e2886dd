import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { encodeBase64 } from '../../encoding/index.ts'

/** A signature and the key that made it, in minisign's forms (minisign(1)). */
export interface SignedCanary {
  /** What `minisign.pub` would hold. */
  readonly key: string
  /** What `.minisig` would hold. */
  readonly signature: string
}

/** Where the key begins in SubjectPublicKeyInfo of an Ed25519 key (RFC 8410 §4). */
const SPKI_HEAD_BYTES = 12
const COMMENT = 'canary'

/** Signs by a key that is made for this and kept nowhere. */
export function signCanary(bytes: Uint8Array): SignedCanary {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const id = randomBytes(8)
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(SPKI_HEAD_BYTES)
  const signature = sign(null, createHash('blake2b512').update(bytes).digest(), privateKey)
  const sealed = sign(null, Buffer.concat([signature, Buffer.from(COMMENT)]), privateKey)
  return {
    key: `untrusted comment: ${COMMENT}\n${base64('Ed', id, raw)}\n`,
    signature: [
      `untrusted comment: ${COMMENT}`,
      base64('ED', id, signature),
      `trusted comment: ${COMMENT}`,
      encodeBase64(sealed),
      '',
    ].join('\n'),
  }
}

function base64(algorithm: 'Ed' | 'ED', id: Uint8Array, rest: Uint8Array): string {
  return encodeBase64(Buffer.concat([Buffer.from(algorithm), id, rest]))
}
