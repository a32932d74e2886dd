import { decodePem, decodeUtf8, EncodingError, sha256Of } from '../encoding/index.ts'
import { importPublicKey } from './public-key.ts'
import type { SigningKey } from './sigstore-root.ts'
import { TrustError } from './trust-error.ts'
import type { ValidityWindow } from './validity-window.ts'

/** A key in PEM has less than 1 kB. */
export const MAX_KEY_BYTES = 16 * 1024

/** Reads a public key that signs by itself: `PUBLIC KEY` in PEM (RFC 7468 §13). Throws `TrustError` `keys-malformed`. */
export function parseSigningKey(pem: Uint8Array, valid: ValidityWindow): SigningKey {
  try {
    if (pem.byteLength > MAX_KEY_BYTES)
      throw new EncodingError('too-large', { message: `${pem.byteLength} bytes` })
    const { label, bytes } = decodePem(decodeUtf8(pem))
    if (label !== 'PUBLIC KEY') throw new EncodingError('base64', { message: `a block of ${label}` })
    return { key: importPublicKey(bytes), fingerprint: sha256Of(bytes), valid }
  } catch (cause) {
    if (!(cause instanceof EncodingError)) throw cause
    throw new TrustError('keys-malformed', {
      message: `the key cannot be read: ${cause.message}`,
      hint: 'give a public key in PEM, as `cosign public-key` writes it',
      cause,
    })
  }
}
