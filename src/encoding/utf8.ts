import { EncodingError } from './encoding-error.ts'

/** Without `stream` it keeps nothing from one text to the next. */
const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Decodes UTF-8 strictly (RFC 3629): no replacement characters, and a byte order mark stays in the text.
 * Throws `EncodingError` `utf8`.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return STRICT.decode(bytes)
  } catch (cause) {
    throw new EncodingError('utf8', { message: 'bytes are not UTF-8', cause })
  }
}
