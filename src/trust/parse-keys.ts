import type { Key } from 'openpgp'
import { armorBlocks, decodeArmor } from './armor.ts'
import type { ImportedKey } from './imported-key.ts'
import { isIgnoredTag, readPackets, type RawPacket } from './openpgp-packets.ts'
import { TrustError } from './trust-error.ts'

/** A key with many signatures on it has some 100 kB; distributions' keyrings have a few MB. */
export const MAX_KEYS_BYTES = 8 * 1024 * 1024
export const MAX_KEYS = 256

const PUBLIC_KEY = 6
const SECRET_TAGS: ReadonlySet<number> = new Set([5, 7])
/** Signatures, keys, subkeys, user ids and attributes (RFC 9580 §10.1). */
const KEY_TAGS: ReadonlySet<number> = new Set([2, PUBLIC_KEY, 13, 14, 17])
const KEYBOX_MAGIC = 'KBXf'
const KEYBOX_MAGIC_AT = 8

type OpenPgp = typeof import('openpgp')

/**
 * Reads OpenPGP public keys, armored (one or several blocks) or binary, e.g. the file of a keyring. Each comes back in an
 * armored form of its own, with every packet. Keys of versions that can't be read are left out where others can. Throws
 * `TrustError`: `keys-malformed`, `too-many-keys`, or `secret-key` where one is private.
 */
export async function parseKeys(bytes: Uint8Array): Promise<readonly ImportedKey[]> {
  if (bytes.byteLength > MAX_KEYS_BYTES) throw tooMany(`${bytes.byteLength} bytes`, `${MAX_KEYS_BYTES}`)
  if (isKeybox(bytes)) throw keybox()
  const certificates = splitKeys(bytes)
  if (certificates.length === 0) throw malformed('no key was found in it')
  if (certificates.length > MAX_KEYS) throw tooMany(`${certificates.length} keys`, `${MAX_KEYS}`)
  const openpgp = await import('openpgp')
  const keys = await Promise.all(certificates.map((each) => describe(openpgp, each)))
  const readable = keys.flatMap((key) => key ?? [])
  if (readable.length === 0) throw malformed('it holds no key of a version and algorithm that is known')
  return readable
}

/** The bytes of each key: from its primary key to the next one. */
function splitKeys(bytes: Uint8Array): readonly Uint8Array[] {
  if (armorBlocks(bytes, 'PRIVATE KEY BLOCK').length > 0) throw secret()
  const blocks = armorBlocks(bytes, 'PUBLIC KEY BLOCK')
  if (blocks.length > MAX_KEYS) throw tooMany(`${blocks.length} keys`, `${MAX_KEYS}`)
  const parts = blocks.length === 0 ? [bytes] : blocks.map((block) => decodeArmor(block))
  return parts.flatMap((part) => keysOf(part === null ? null : readPackets(part)))
}

function keysOf(packets: readonly RawPacket[] | null): readonly Uint8Array[] {
  if (packets === null) throw malformed('it is neither an armored nor a binary OpenPGP public key')
  if (packets.some(({ tag }) => SECRET_TAGS.has(tag))) throw secret()
  const kept = packets.filter(({ tag }) => !isIgnoredTag(tag))
  const stray = kept.find(({ tag }) => !KEY_TAGS.has(tag))
  if (stray !== undefined) throw malformed(`a packet of type ${stray.tag} is in it`)
  if (kept.length > 0 && kept[0]?.tag !== PUBLIC_KEY) throw malformed('it does not begin with a primary key')
  const starts = kept.flatMap(({ tag }, at) => (tag === PUBLIC_KEY ? [at] : []))
  return starts.map((start, at) => Buffer.concat(kept.slice(start, starts[at + 1]).map((each) => each.bytes)))
}

/** Null for a key of a version or algorithm that the library doesn't know. */
async function describe(openpgp: OpenPgp, bytes: Uint8Array): Promise<ImportedKey | null> {
  const key = await readKey(openpgp, bytes)
  if (key === null) return null
  const expires = await key.getExpirationTime().catch(() => null)
  return {
    fingerprint: key.getFingerprint().toUpperCase(),
    signers: key.getKeys().map((each) => each.getFingerprint().toUpperCase()),
    owner: await ownerOf(key),
    userIds: key.getUserIDs(),
    armored: openpgp.armor(openpgp.enums.armor.publicKey, bytes),
    expiresAt: expires instanceof Date ? Math.floor(expires.getTime() / 1000) : null,
    revoked: await key.isRevoked(),
  }
}

async function readKey(openpgp: OpenPgp, binaryKey: Uint8Array): Promise<Key | null> {
  try {
    return await openpgp.readKey({ binaryKey })
  } catch {
    // The library throws plain errors for whatever it can't read.
    return null
  }
}

/** The primary user id; for an expired or revoked key, which has none any more, the first one. */
async function ownerOf(key: Key): Promise<string> {
  const primary = await key.getPrimaryUser().catch(() => null)
  return primary?.user.userID?.userID ?? key.getUserIDs()[0] ?? ''
}

function isKeybox(bytes: Uint8Array): boolean {
  const at = KEYBOX_MAGIC_AT
  return Buffer.from(bytes.subarray(at, at + KEYBOX_MAGIC.length)).toString('latin1') === KEYBOX_MAGIC
}

function keybox(): TrustError {
  return new TrustError('keys-malformed', {
    message: 'the file is a keybox (`pubring.kbx`), which only GnuPG reads',
    hint: 'let it write the keys: `gpg --export FINGERPRINT > keys.gpg`',
  })
}

function malformed(found: string): TrustError {
  return new TrustError('keys-malformed', {
    message: `the key cannot be read: ${found}`,
    hint: 'export it with `gpg --armor --export FINGERPRINT`',
  })
}

function tooMany(found: string, limit: string): TrustError {
  return new TrustError('too-many-keys', {
    message: `the file holds ${found}, more than the limit of ${limit}`,
    hint: 'export only the keys that are needed: `gpg --armor --export FINGERPRINT`',
  })
}

function secret(): TrustError {
  return new TrustError('secret-key', {
    message: 'the file holds a private key, and only public keys are imported',
    hint: 'export the public one: `gpg --armor --export FINGERPRINT`',
  })
}
