import { derOctets, EncodingError, readDer } from '../../../encoding/index.ts'

/** A signed certificate timestamp of version 1 (RFC 6962 §3.2). */
export interface SignedCertificateTimestamp {
  readonly logId: Uint8Array
  /** Eight bytes, as they are signed. */
  readonly timestamp: Uint8Array
  readonly timeMs: number
  readonly extensions: Uint8Array
  readonly signature: Uint8Array
}

const MAX_SCTS = 8
const HEAD_BYTES = 1 + 32 + 8
const SHA256 = 4
const RSA = 1
const ECDSA = 3

/** Reads the list inside the certificate's extension (RFC 6962 §3.3): an octet string of a TLS vector of vectors. Throws `EncodingError`. */
export function readScts(extension: Uint8Array): readonly SignedCertificateTimestamp[] {
  const [list, behind] = vector(derOctets(readDer(extension)))
  if (behind.length > 0) throw bad('bytes stand behind the list')
  const found: SignedCertificateTimestamp[] = []
  for (let rest = list; rest.length > 0;) {
    const [one, next] = vector(rest)
    found.push(readSct(one))
    if (found.length > MAX_SCTS) throw bad(`more than ${MAX_SCTS} time stamps`)
    rest = next
  }
  return found
}

function readSct(bytes: Uint8Array): SignedCertificateTimestamp {
  if (bytes.length < HEAD_BYTES || bytes[0] !== 0) throw bad('a time stamp is not of version 1')
  const timestamp = bytes.subarray(33, HEAD_BYTES)
  const [extensions, signed] = vector(bytes.subarray(HEAD_BYTES))
  const [hash, algorithm] = signed
  if (hash !== SHA256 || (algorithm !== ECDSA && algorithm !== RSA))
    throw bad('a time stamp is signed in an unknown way')
  const [signature, behind] = vector(signed.subarray(2))
  if (behind.length > 0) throw bad('bytes stand behind a time stamp')
  const timeMs = Number(Buffer.from(timestamp).readBigUInt64BE())
  return { logId: bytes.subarray(1, 33), timestamp, timeMs, extensions, signature }
}

/** A vector with a length of two bytes (RFC 8446 §3.4), and what stands behind it. */
function vector(bytes: Uint8Array): readonly [content: Uint8Array, rest: Uint8Array] {
  const [high, low] = bytes
  if (high === undefined || low === undefined) throw bad('a length is cut off')
  const end = 2 + high * 256 + low
  if (bytes.length < end) throw bad('a vector is cut off')
  return [bytes.subarray(2, end), bytes.subarray(end)]
}

function bad(message: string): EncodingError {
  return new EncodingError('der', { message: `certificate timestamps: ${message}` })
}
