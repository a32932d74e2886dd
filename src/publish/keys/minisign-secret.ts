import { createPrivateKey, createPublicKey, scrypt, type KeyObject, type ScryptOptions } from 'node:crypto'
import { decodeBase64, decodeUtf8, EncodingError } from '../../encoding/index.ts'
import { minisignIdOf } from '../../trust/index.ts'
import { KeysError } from './keys-error.ts'

const FORM = /^untrusted comment:[^\r\n]{0,1024}\n([A-Za-z0-9+/=]+)\n?$/
const SECRET_BYTES = 158
/** Algorithms, salt and limits stand before (minisign(1), «Secret key format»). */
const HIDDEN_AT = 54
const MAX_FILE_BYTES = 2048
/** Of PKCS#8 for Ed25519, before the seed (RFC 8410 §7). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')
const BLOCK = 8
/** What minisign itself asks for; more is refused. */
const MAX_OPERATIONS = 33_554_432n
const MAX_MEMORY = 1_073_741_824n

/** A minisign key pair, and the id that minisign prints. */
export interface MinisignSecret {
  readonly key: KeyObject
  readonly id: string
}

/** Whether a file is meant as one of minisign's, by how it begins. */
export function looksLikeMinisign(file: Uint8Array): boolean {
  return Buffer.from(file.subarray(0, 18)).toString('latin1') === 'untrusted comment:'
}

/**
 * Reads minisign's own secret key file, also one without a passphrase (`minisign -G -W`); null where the passphrase is wrong. It
 * takes a second and a gigabyte, as minisign does. Throws `KeysError` `key-file` for another form, and for one that asks for more.
 */
export async function openMinisignSecret(
  file: Uint8Array,
  passphrase: Uint8Array,
): Promise<MinisignSecret | null> {
  const bytes = secretBytes(file)
  const hidden = bytes.subarray(HIDDEN_AT)
  const stream = isOpen(bytes) ? null : await streamOf(bytes, passphrase)
  const plain = stream === null ? hidden : Buffer.from(hidden.map((byte, at) => byte ^ (stream[at] ?? 0)))
  return pairOf(plain.subarray(0, 8), plain.subarray(8, 72))
}

/** Whether no passphrase is asked for. Throws `KeysError` `key-file`. */
export function isMinisignOpen(file: Uint8Array): boolean {
  return isOpen(secretBytes(file))
}

function isOpen(bytes: Buffer): boolean {
  return bytes.subarray(2, 4).equals(Buffer.from([0, 0]))
}

function secretBytes(file: Uint8Array): Buffer {
  try {
    const [, line = ''] = FORM.exec(decodeUtf8(file.subarray(0, MAX_FILE_BYTES + 1))) ?? []
    const bytes = Buffer.from(decodeBase64(line))
    const [algorithm, kdf, checksum] = [0, 2, 4].map((at) => bytes.subarray(at, at + 2).toString('latin1'))
    const isKnown = algorithm === 'Ed' && (kdf === 'Sc' || kdf === '\0\0') && checksum === 'B2'
    if (bytes.length !== SECRET_BYTES || !isKnown || file.byteLength > MAX_FILE_BYTES)
      throw malformed('it is not in the form of minisign’s secret keys')
    return bytes
  } catch (cause) {
    if (!(cause instanceof EncodingError)) throw cause
    throw malformed(cause.message, cause)
  }
}

async function streamOf(bytes: Buffer, passphrase: Uint8Array): Promise<Buffer> {
  const [operations, memory] = [bytes.readBigUInt64LE(38), bytes.readBigUInt64LE(46)]
  if (operations > MAX_OPERATIONS || memory > MAX_MEMORY)
    throw malformed('it asks for more memory or time than minisign itself does')
  const costs = costsOf(Number(operations), Number(memory))
  const salt = bytes.subarray(6, 38)
  return await new Promise((resolve, reject) => {
    scrypt(passphrase, salt, SECRET_BYTES - HIDDEN_AT, costs, (error, stream) => {
      if (error === null) resolve(stream)
      else reject(error)
    })
  })
}

/** How libsodium makes scrypt's costs of its two limits (crypto_pwhash_scryptsalsa208sha256, `pickparams`). */
function costsOf(asked: number, memory: number): ScryptOptions {
  const operations = Math.max(asked, 32_768)
  const isByTime = operations < memory / 32
  const largest = isByTime ? operations / (BLOCK * 4) : memory / (BLOCK * 128)
  const power = Math.max(1, Math.floor(Math.log2(largest / 2)) + 1)
  const N = 2 ** power
  const p = isByTime ? 1 : Math.max(1, Math.floor(operations / 4 / N / BLOCK))
  return { N, r: BLOCK, p, maxmem: 128 * N * BLOCK + 128 * BLOCK * (p + 2) + 1024 * 1024 }
}

/** The public half stands behind the seed: under another passphrase it would be anything else. */
function pairOf(id: Uint8Array, secret: Buffer): MinisignSecret | null {
  const pkcs8 = Buffer.concat([PKCS8, secret.subarray(0, 32)])
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  return spki.subarray(-32).equals(secret.subarray(32)) ? { key, id: minisignIdOf(id) } : null
}

function malformed(found: string, cause?: unknown): KeysError {
  return new KeysError('key-file', {
    message: `the minisign key can not be read: ${found}`,
    hint: 'give the file that `minisign -G` wrote: `minisign.key`',
    cause,
  })
}
