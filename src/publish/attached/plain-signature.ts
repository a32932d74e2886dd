import { derChildren, derInteger, readDer } from '../../encoding/index.ts'

const BYTES = 32

/** An ECDSA signature on P-256 as r and s, one behind the other (RFC 7518 §3.4), from DER. Throws `EncodingError`. */
export function plainSignature(der: Uint8Array): Uint8Array {
  const numbers = derChildren(readDer(der), 0x10, 'an ECDSA signature').map((each) => derInteger(each))
  return Buffer.concat(
    numbers.map((number) => Buffer.from(number.toString(16).padStart(2 * BYTES, '0'), 'hex')),
  )
}
