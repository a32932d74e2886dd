import { EncodingError } from './encoding-error.ts'

/** Decodes hexadecimal text of either case (RFC 4648 §8). Throws `EncodingError` `hex`. */
export function decodeHex(text: string): Uint8Array {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) {
    throw new EncodingError('hex', { message: `text is not hexadecimal (${text.length} characters)` })
  }
  return new Uint8Array(Buffer.from(text, 'hex'))
}

/** Encodes as lower-case hexadecimal text. */
export function encodeHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}
