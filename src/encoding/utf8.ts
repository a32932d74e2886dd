import { EncodingError } from './encoding-error.ts'

/**
 * Decodes UTF-8 strictly (RFC 3629): no replacement characters, and a byte order mark stays in the text.
 * Throws `EncodingError` `utf8`.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new EncodingError('utf8', { message: 'bytes are not UTF-8', cause })
  }
}
