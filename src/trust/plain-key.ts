import { decodeBase64, decodeUtf8, encodeHex, EncodingError, sha256Of } from '../encoding/index.ts'
import { importPublicKey } from './public-key.ts'
import { ALWAYS } from './validity-window.ts'
import { MAX_KEY_BYTES, parseSigningKey } from './signing-key.ts'
import type { PlainKey } from './sigstore-root.ts'
import { TrustError } from './trust-error.ts'

const LOOKS_PLAIN = /^(?:-----BEGIN (?:[A-Z0-9 ]+ )?(?:PUBLIC|PRIVATE) KEY-----|untrusted comment:)/
/** `Ed`, the id, and 32 bytes; a private key has `Ed`, and checksum, salt and key behind it. */
const MINISIGN_KEY_BYTES = 42
const MINISIGN_SECRET_BYTES = 158
const MINISIGN_PUBLIC = /^untrusted comment:[^\r\n]{0,1024}\n([A-Za-z0-9+/=]+)\n?$/
/** SubjectPublicKeyInfo of an Ed25519 key, without the key (RFC 8410 §4). */
const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex')

/** Whether a file is one of plain keys, public or private, by how it begins; OpenPGP keys and certificates are not. */
export function looksLikePlainKey(bytes: Uint8Array): boolean {
  return LOOKS_PLAIN.test(Buffer.from(bytes.subarray(0, 200)).toString('latin1'))
}

/**
 * Reads a key that signs by itself: minisign's `minisign.pub`, or `PUBLIC KEY` in PEM (Ed25519, ECDSA on P-256, P-384 and
 * P-521, RSA of 2048 bits and more). `owner` is the word of whoever imports it. Throws `TrustError`: `keys-malformed`, or
 * `secret-key` where it is private.
 */
export function parsePlainKey(bytes: Uint8Array, owner: string): PlainKey {
  const head = Buffer.from(bytes.subarray(0, 2048)).toString('latin1')
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(head)) throw secret()
  return head.startsWith('untrusted comment:')
    ? minisignKey(bytes, owner)
    : { ...parseSigningKey(bytes, ALWAYS), owner, minisignId: null }
}

/** The key of a key's parts, as they are kept: SubjectPublicKeyInfo in DER. Throws `EncodingError`. */
export function plainKeyOf(
  spki: Uint8Array,
  { owner, minisignId }: Pick<PlainKey, 'owner' | 'minisignId'>,
): PlainKey {
  return { key: importPublicKey(spki), fingerprint: sha256Of(spki), valid: ALWAYS, owner, minisignId }
}

/** The id of minisign's keys and signatures as minisign prints it: eight bytes, the last one first, in upper-case hex. */
export function minisignIdOf(id: Uint8Array): string {
  return encodeHex(id.toReversed()).toUpperCase()
}

function minisignKey(bytes: Uint8Array, owner: string): PlainKey {
  const key = minisignBytes(bytes)
  if (key.length === MINISIGN_SECRET_BYTES) throw secret()
  if (key.length !== MINISIGN_KEY_BYTES || Buffer.from(key.subarray(0, 2)).toString('latin1') !== 'Ed') {
    throw malformed(`${key.length} bytes are no minisign public key`)
  }
  const spki = Buffer.concat([ED25519_SPKI, key.subarray(10)])
  return plainKeyOf(spki, { owner, minisignId: minisignIdOf(key.subarray(2, 10)) })
}

function minisignBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.byteLength > MAX_KEY_BYTES) throw malformed(`${bytes.byteLength} bytes`)
  try {
    const [, line] = MINISIGN_PUBLIC.exec(decodeUtf8(bytes)) ?? []
    if (line === undefined) throw malformed('it is not a comment and one line of base64')
    return decodeBase64(line)
  } catch (cause) {
    if (!(cause instanceof EncodingError)) throw cause
    throw malformed(cause.message, cause)
  }
}

function secret(): TrustError {
  return new TrustError('secret-key', {
    message: 'the file holds a private key, and only public keys are imported',
    hint: 'give the public one: `minisign.pub`, or what `cosign public-key` and `openssl pkey -pubout` write',
  })
}

function malformed(found: string, cause?: unknown): TrustError {
  return new TrustError('keys-malformed', {
    message: `the key cannot be read: ${found}`,
    hint: 'give `minisign.pub`, or a public key in PEM, as `cosign public-key` writes it',
    cause,
  })
}
