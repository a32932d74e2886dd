import type { Key, SignaturePacket, Subkey } from 'openpgp'
import { encodeHex } from '../../encoding/index.ts'
import type { ImportedKey, Keyring } from '../../trust/index.ts'
import { expect } from '../unverified.ts'
import type { OpenPgp } from './library.ts'

/** An imported key that may have made a signature. */
export interface Candidate {
  readonly imported: ImportedKey
  readonly key: Key
  /** The primary key itself, or the subkey that is named as the issuer. */
  readonly signer: Key | Subkey
  readonly keyrings: readonly string[]
}

/** Keys by fingerprint, each with the names of the keyrings that hold it. */
export interface KnownKey {
  readonly imported: ImportedKey
  readonly keyrings: readonly string[]
}

/** One entry a key, however many keyrings hold it. */
export function knownKeys(keyrings: readonly Keyring[]): readonly KnownKey[] {
  const byFingerprint = new Map<string, KnownKey>()
  for (const { name, keys } of keyrings) {
    for (const imported of keys) {
      const before = byFingerprint.get(imported.fingerprint)?.keyrings ?? []
      byFingerprint.set(imported.fingerprint, { imported, keyrings: [...before, name] })
    }
  }
  return [...byFingerprint.values()]
}

/**
 * The imported key that a signature names. Issuer fields are only hints: who signed is settled by the mathematics,
 * with the key whose full fingerprint was imported. Throws `Unverified` TC3112.
 */
export async function findKey(
  openpgp: OpenPgp,
  packet: SignaturePacket,
  known: readonly KnownKey[],
): Promise<Candidate> {
  for (const { imported, keyrings } of known) {
    const key = await openpgp.readKey({ armoredKey: imported.armored })
    const signer = [key, ...key.subkeys].find((each) => isNamed(each, packet))
    if (signer !== undefined) return { imported, key, signer, keyrings }
  }
  expect(false, 'TC3112', 'a signature by an imported key', `key ${issuerName(packet)}`)
}

function isNamed(signer: Key | Subkey, { issuerFingerprint, issuerKeyID }: SignaturePacket): boolean {
  if (!signer.getKeyID().equals(issuerKeyID)) return false
  return issuerFingerprint === null || encodeHex(issuerFingerprint) === signer.getFingerprint().toLowerCase()
}

/** How the signature names its issuer, upper-case hex: the full fingerprint where it gives one. */
export function issuerName({ issuerFingerprint, issuerKeyID }: SignaturePacket): string {
  return (issuerFingerprint === null ? issuerKeyID.toHex() : encodeHex(issuerFingerprint)).toUpperCase()
}
