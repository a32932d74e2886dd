import { EncodingError } from './encoding-error.ts'
import { JsonReader } from './json-reader.ts'
import type { JsonValue } from './json-value.ts'
import { decodeUtf8 } from './utf8.ts'

export interface JsonLimits {
  readonly maxBytes: number
  /** How many arrays and objects may lie in each other. */
  readonly maxDepth: number
}

/**
 * Parses JSON (RFC 8259) that has one reading only: strict UTF-8 without a byte order mark, no key twice in an object,
 * no lone surrogates, no number beyond a double's range (RFC 7493). Throws `EncodingError` with `json`, `utf8`,
 * `duplicate-key`, `too-large` or `too-deep`.
 */
export function parseJson(input: Uint8Array | string, { maxBytes, maxDepth }: JsonLimits): JsonValue {
  const size = typeof input === 'string' ? Buffer.byteLength(input) : input.byteLength
  if (size > maxBytes) {
    throw new EncodingError('too-large', {
      message: `JSON of ${size} bytes is over the limit of ${maxBytes}`,
    })
  }
  return new JsonReader(typeof input === 'string' ? input : decodeUtf8(input), maxDepth).readDocument()
}
