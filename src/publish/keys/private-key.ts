import { createHash, createPublicKey, sign, type KeyObject } from 'node:crypto'
import { decodeBase64Url } from '../../encoding/index.ts'
import { importPublicKey, type PublicKey } from '../../trust/index.ts'
import { signingHash, type Signer } from './signer.ts'

/**
 * A signer whose key is in this process. Deterministic: Ed25519 (RFC 8032 §5.1.6), RSA PKCS#1 v1.5 (RFC 8017 §8.2.1), and
 * ECDSA by RFC 6979, which node:crypto does not have. Throws `EncodingError` for kinds that are not taken.
 */
export function signerOf(privateKey: KeyObject): Signer {
  const publicKey = publicKeyOf(privateKey)
  return { publicKey, isDeterministic: true, sign: (data) => signBytes(privateKey, publicKey, data) }
}

/** The public half. Throws `EncodingError` for kinds that are not taken. */
export function publicKeyOf(privateKey: KeyObject): PublicKey {
  return importPublicKey(createPublicKey(privateKey).export({ type: 'spki', format: 'der' }))
}

async function signBytes(privateKey: KeyObject, publicKey: PublicKey, data: Uint8Array): Promise<Uint8Array> {
  const { kind } = publicKey
  if (kind === 'ed25519') return sign(null, data, privateKey)
  if (kind === 'rsa') return sign('sha256', data, privateKey)
  // RFC 6979 §3.2 with the curve's own hash and no further entropy; `s` as it comes, as OpenSSL has it.
  const { p256, p384, p521 } = await import('@noble/curves/nist.js')
  const { d = '' } = privateKey.export({ format: 'jwk' })
  const digest = createHash(signingHash(publicKey)).update(data).digest()
  const form = { prehash: false, lowS: false, extraEntropy: false, format: 'der' } as const
  return { 'P-256': p256, 'P-384': p384, 'P-521': p521 }[kind].sign(digest, decodeBase64Url(d), form)
}
