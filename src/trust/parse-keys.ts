import type { Key } from 'openpgp'
import { armorBlocks } from './armor.ts'
import type { ImportedKey } from './imported-key.ts'
import { TrustError } from './trust-error.ts'

/** A key with many signatures on it has some 100 kB; distributions' keyrings have a few MB. */
export const MAX_KEYS_BYTES = 8 * 1024 * 1024
export const MAX_KEYS = 256

type OpenPgp = typeof import('openpgp')

/**
 * Reads OpenPGP public keys, armored (one or several blocks) or binary. Each comes back in an armored form of its
 * own. Throws `TrustError`: `keys-malformed`, `too-many-keys`, or `secret-key` where one is private.
 */
export async function parseKeys(bytes: Uint8Array): Promise<readonly ImportedKey[]> {
  if (bytes.byteLength > MAX_KEYS_BYTES) throw tooMany(`${bytes.byteLength} bytes`, `${MAX_KEYS_BYTES}`)
  const openpgp = await import('openpgp')
  const keys = await readKeys(openpgp, bytes)
  if (keys.length === 0) throw malformed('no key was found in it')
  if (keys.length > MAX_KEYS) throw tooMany(`${keys.length} keys`, `${MAX_KEYS}`)
  if (keys.some((key) => key.isPrivate())) throw secret()
  return Promise.all(keys.map(describe))
}

async function readKeys(openpgp: OpenPgp, bytes: Uint8Array): Promise<readonly Key[]> {
  if (armorBlocks(bytes, 'PRIVATE KEY BLOCK').length > 0) throw secret()
  const blocks = armorBlocks(bytes, 'PUBLIC KEY BLOCK')
  if (blocks.length > MAX_KEYS) throw tooMany(`${blocks.length} keys`, `${MAX_KEYS}`)
  try {
    if (blocks.length === 0) return await openpgp.readKeys({ binaryKeys: bytes })
    return (await Promise.all(blocks.map((armoredKeys) => openpgp.readKeys({ armoredKeys })))).flat()
  } catch (cause) {
    throw malformed('it is neither an armored nor a binary OpenPGP public key', cause)
  }
}

async function describe(key: Key): Promise<ImportedKey> {
  const expires = await key.getExpirationTime().catch(() => null)
  return {
    fingerprint: key.getFingerprint().toUpperCase(),
    owner: await ownerOf(key),
    armored: key.armor(),
    expiresAt: expires instanceof Date ? Math.floor(expires.getTime() / 1000) : null,
    revoked: await key.isRevoked(),
  }
}

/** The primary user id; for an expired or revoked key, which has none any more, the first one. */
async function ownerOf(key: Key): Promise<string> {
  const primary = await key.getPrimaryUser().catch(() => null)
  return primary?.user.userID?.userID ?? key.getUserIDs()[0] ?? ''
}

function malformed(found: string, cause?: unknown): TrustError {
  return new TrustError('keys-malformed', {
    message: `the key cannot be read: ${found}`,
    hint: 'export it with `gpg --armor --export FINGERPRINT`',
    cause,
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
