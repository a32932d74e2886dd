import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  pbkdf2,
  randomBytes,
  type KeyObject,
} from 'node:crypto'
import { promisify } from 'node:util'
import {
  decodePem,
  decodeUtf8,
  derChildren,
  derInteger,
  derOctets,
  derOid,
  encodeBase64,
  encodeDer,
  encodeOid,
  EncodingError,
  readDer,
  type DerElement,
} from '../../encoding/index.ts'
import { KeysError } from './keys-error.ts'

/** What OWASP asks for (2023); a quarter of a second. */
export const ITERATIONS = 600_000
/** More would only keep the reader busy. */
export const MAX_ITERATIONS = 10_000_000
export const MAX_KEY_FILE_BYTES = 64 * 1024

const LABEL = 'ENCRYPTED PRIVATE KEY'
/** RFC 8018 §A.2, §A.4, §B.1.2, RFC 3565 §4.1. */
const OID = {
  pbes2: '1.2.840.113549.1.5.13',
  pbkdf2: '1.2.840.113549.1.5.12',
  hmacSha256: '1.2.840.113549.2.9',
  aes256: '2.16.840.1.101.3.4.1.42',
} as const
const [SEQUENCE, INTEGER, OCTETS] = [0x30, 0x02, 0x04]
const NULL = encodeDer(0x05)
const KEY_BYTES = 32

interface Sealed {
  readonly salt: Uint8Array
  readonly iterations: number
  readonly iv: Uint8Array
  readonly sealed: Uint8Array
}

/**
 * A private key in PEM, encrypted (RFC 5958 §3; PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC): what every OpenSSL since 1.0.2
 * reads. Node writes the same form with 2,048 iterations, which takes nobody long to guess.
 */
export async function encryptPrivateKey(key: KeyObject, passphrase: Uint8Array): Promise<string> {
  const [salt, iv] = [randomBytes(16), randomBytes(16)]
  const cipher = createCipheriv('aes-256-cbc', await derived(passphrase, salt, ITERATIONS), iv)
  const plain = key.export({ type: 'pkcs8', format: 'der' })
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()])
  plain.fill(0)
  const body = encodeBase64(written({ salt, iterations: ITERATIONS, iv, sealed }))
  const lines = body.match(/.{1,64}/g) ?? []
  return `-----BEGIN ${LABEL}-----\n${lines.join('\n')}\n-----END ${LABEL}-----\n`
}

/**
 * Reads what `encryptPrivateKey` wrote; null where the passphrase is wrong. Throws `KeysError` `key-file` for anything else.
 * PKCS#5 has no check of its own: a wrong passphrase shows in what comes out.
 */
export async function decryptPrivateKey(file: Uint8Array, passphrase: Uint8Array): Promise<KeyObject | null> {
  const { salt, iterations, iv, sealed } = readSealed(file)
  const decipher = createDecipheriv('aes-256-cbc', await derived(passphrase, salt, iterations), iv)
  try {
    const plain = Buffer.concat([decipher.update(sealed), decipher.final()])
    return createPrivateKey({ key: plain, format: 'der', type: 'pkcs8' })
  } catch {
    // OpenSSL's own errors, for padding and for what is no key.
    return null
  }
}

const derived = (passphrase: Uint8Array, salt: Uint8Array, iterations: number): Promise<Buffer> =>
  promisify(pbkdf2)(passphrase, salt, iterations, KEY_BYTES, 'sha256')

function written({ salt, iterations, iv, sealed }: Sealed): Uint8Array {
  const kdf = encodeDer(
    SEQUENCE,
    encodeOid(OID.pbkdf2),
    encodeDer(
      SEQUENCE,
      encodeDer(OCTETS, salt),
      encodeDer(INTEGER, integerBytes(iterations)),
      encodeDer(SEQUENCE, encodeOid(OID.hmacSha256), NULL),
    ),
  )
  const cipher = encodeDer(SEQUENCE, encodeOid(OID.aes256), encodeDer(OCTETS, iv))
  const scheme = encodeDer(SEQUENCE, encodeOid(OID.pbes2), encodeDer(SEQUENCE, kdf, cipher))
  return encodeDer(SEQUENCE, scheme, encodeDer(OCTETS, sealed))
}

/** Positive, up to 31 bits: the sign bit never shows in three bytes of less than 2²³, and has a byte of its own otherwise. */
function integerBytes(value: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  const first = bytes.findIndex((byte) => byte !== 0)
  return (bytes[first] ?? 0) < 0x80 ? bytes.subarray(first) : bytes.subarray(first - 1)
}

function readSealed(file: Uint8Array): Sealed {
  if (file.byteLength > MAX_KEY_FILE_BYTES) throw malformed(`${file.byteLength} bytes`)
  try {
    const { label, bytes } = decodePem(decodeUtf8(file))
    if (label !== LABEL) throw malformed(`a block of ${label}`)
    return sealedIn(readDer(bytes))
  } catch (cause) {
    if (!(cause instanceof EncodingError)) throw cause
    throw malformed(cause.message, cause)
  }
}

function sealedIn(element: DerElement): Sealed {
  const [scheme, sealed] = pair(element)
  const [kdf, cipher] = pair(parameters(scheme, OID.pbes2))
  const [salt, count, prf, ...rest] = derChildren(parameters(kdf, OID.pbkdf2), 16, 'parameters')
  const iv = derOctets(parameters(cipher, OID.aes256))
  if (salt === undefined || count === undefined || prf === undefined || rest.length > 0)
    throw malformed('a key that is sealed in another way')
  parameters(prf, OID.hmacSha256)
  const iterations = derInteger(count)
  if (iterations < 1n || iterations > BigInt(MAX_ITERATIONS) || iv.length !== 16)
    throw malformed(`${iterations} iterations; expected at most ${MAX_ITERATIONS}`)
  return { salt: derOctets(salt), iterations: Number(iterations), iv, sealed: derOctets(sealed) }
}

/** What stands behind the algorithm that is expected. */
function parameters(algorithm: DerElement, id: string): DerElement {
  const [name, value] = pair(algorithm)
  if (derOid(name) !== id) throw malformed(`algorithm ${derOid(name)}`)
  return value
}

function pair(element: DerElement): readonly [DerElement, DerElement] {
  const [first, second, ...rest] = derChildren(element, 16, 'a pair')
  if (first === undefined || second === undefined || rest.length > 0) throw malformed('another form')
  return [first, second]
}

function malformed(found: string, cause?: unknown): KeysError {
  return new KeysError('key-file', {
    message: `the private key can not be read: found ${found}; expected one that \`trustctl keys\` sealed`,
    hint: 'trustctl keys import --signing FILE',
    cause,
  })
}
