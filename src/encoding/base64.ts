import { EncodingError } from './encoding-error.ts'

type Alphabet = 'base64' | 'base64url'

/** Node's decoder skips what it doesn't know; only the canonical text comes out again as it went in. */
function decode(text: string, alphabet: Alphabet): Uint8Array {
  const bytes = Buffer.from(text, alphabet)
  if (bytes.toString(alphabet) === text) return new Uint8Array(bytes)
  throw new EncodingError('base64', {
    message: `text is not canonical ${alphabet} (${text.length} characters)`,
  })
}

/**
 * Decodes base64 with padding (RFC 4648 §4). Throws `EncodingError` `base64` for white space, missing padding,
 * foreign characters and stray bits (§3.5), so that one value has one text.
 */
export function decodeBase64(text: string): Uint8Array {
  return decode(text, 'base64')
}

/** Decodes base64url without padding (RFC 4648 §5, as RFC 7515 uses it), as strictly as `decodeBase64`. */
export function decodeBase64Url(text: string): Uint8Array {
  return decode(text, 'base64url')
}

/** Encodes as base64 with padding (RFC 4648 §4). */
export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}
