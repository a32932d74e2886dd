import type { ImportedKey, Keyring } from '../../trust/index.ts'
import { expect } from '../unverified.ts'
import type { KeyPacket } from './fits.ts'
import { readKeyParts, type KeyParts, type SubkeyPart } from './key-parts.ts'
import type { OpenPgp } from './library.ts'
import { issuersOf, type Signature } from './signature.ts'

/** An imported key that may have made a signature. */
export interface Candidate {
  readonly imported: ImportedKey
  readonly parts: KeyParts
  /** All copies of the key that there are: keyrings may hold several, and a revocation in one counts for all. */
  readonly copies: readonly KeyParts[]
  /** Null where the primary key itself is named as the issuer. */
  readonly subkey: SubkeyPart | null
  readonly signer: KeyPacket
  /** Of the signer, upper-case hex. */
  readonly fingerprint: string
  readonly keyrings: readonly string[]
}

/** One copy of a key, with the names of the keyrings that hold it. */
export interface KnownKey {
  readonly imported: ImportedKey
  readonly keyrings: readonly string[]
  /** Read when it is first asked for; null where it can't be read. */
  readonly parts: () => Promise<KeyParts | null>
}

/** One entry a copy, however many keyrings hold it. */
export function knownKeys(openpgp: OpenPgp, keyrings: readonly Keyring[]): readonly KnownKey[] {
  const known = new Map<string, KnownKey>()
  for (const { name, keys } of keyrings) {
    for (const imported of keys) {
      const { armored, allowUnsafeSelfSignatures = false } = imported
      const id = `${allowUnsafeSelfSignatures} ${armored}`
      const before = known.get(id)
      known.set(id, {
        imported,
        keyrings: [...(before?.keyrings ?? []), name],
        parts: before?.parts ?? readOnce(openpgp, armored),
      })
    }
  }
  return [...known.values()]
}

function readOnce(openpgp: OpenPgp, armored: string): KnownKey['parts'] {
  let reading: Promise<KeyParts | null> | null = null
  return () => (reading ??= readKeyParts(openpgp, armored))
}

/**
 * The imported keys that a signature names. Issuer fields are only hints: who signed is settled by the mathematics,
 * with a key whose full fingerprint was imported. Throws `Unverified` TC3112 where there is none.
 */
export async function findKeys(
  signature: Signature,
  known: readonly KnownKey[],
): Promise<readonly Candidate[]> {
  const issuers = issuersOf(signature)
  const isNamed = (fingerprint: string) => issuers.some((issuer) => isNameOf(issuer, fingerprint))
  const candidates: Candidate[] = []
  for (const { imported, keyrings, parts: read } of known) {
    if (!imported.signers.some(isNamed)) continue
    const parts = await read()
    if (parts === null) continue
    const copies = await copiesOf(imported, known)
    for (const { key: signer, subkey } of signersOf(parts)) {
      const fingerprint = signer.getFingerprint().toUpperCase()
      if (!isNamed(fingerprint)) continue
      candidates.push({ imported, parts, copies, subkey, signer, fingerprint, keyrings })
    }
  }
  const words = issuers.length === 0 ? 'one that names no key' : `key ${issuers[0] ?? ''}`
  expect(candidates.length > 0, 'TC3112', 'a signature by an imported key', words)
  return candidates
}

function signersOf({ primary, subkeys }: KeyParts): readonly {
  readonly key: KeyPacket
  readonly subkey: SubkeyPart | null
}[] {
  return [{ key: primary, subkey: null }, ...subkeys.map((subkey) => ({ key: subkey.key, subkey }))]
}

async function copiesOf(
  { fingerprint }: ImportedKey,
  known: readonly KnownKey[],
): Promise<readonly KeyParts[]> {
  const same = known.filter(({ imported }) => imported.fingerprint === fingerprint)
  return (await Promise.all(same.map(({ parts }) => parts()))).flatMap((parts) => parts ?? [])
}

/** A fingerprint in full, or the key id that is its end (version 4; RFC 9580 §5.5.4.2). */
function isNameOf(issuer: string, fingerprint: string): boolean {
  return issuer === fingerprint || (issuer.length === 16 && fingerprint.slice(-16) === issuer)
}
