import { canonicalJson, sha256Of } from '../encoding/index.ts'
import type { Certificate } from './certificate.ts'
import type { ImportedKey } from './imported-key.ts'
import type { KeyStanding } from './key-standing.ts'
import type { PlainKey, SigstoreRoot } from './sigstore-root.ts'
import type { RevocationList } from './x509-revocation-list.ts'

/** Keys that policies name together. */
export interface Keyring {
  readonly name: string
  readonly keys: readonly ImportedKey[]
  /** Public keys that sign by themselves: minisign, cosign key pairs, DSSE. */
  readonly plainKeys: readonly PlainKey[]
  /** Certificates of companies' own CAs; what they issue for signing code counts as this keyring's. */
  readonly authorities: readonly Certificate[]
  /** Files with lists of revoked certificates; once there is one, every authority's list is asked for. */
  readonly revocationLists: readonly RevocationFile[]
  /** Until when it counts, ms since the epoch: what vouches for it runs out; null for one that a person keeps here. */
  readonly countsUntilMs: number | null
}

/** A file with a list of revoked certificates. */
export interface RevocationFile {
  readonly file: string
  /** Of its bytes; empty where there are none to be had. */
  readonly sha256: string
  /** Null where it can't be read: then nothing of its keyring's authorities counts, since it may have named anybody. */
  readonly list: RevocationList | null
}

/** A keyring with these keys; what is not named is empty. */
export function keyringOf(name: string, parts: Partial<Omit<Keyring, 'name'>>): Keyring {
  return {
    keys: [],
    plainKeys: [],
    authorities: [],
    revocationLists: [],
    countsUntilMs: null,
    ...parts,
    name,
  }
}

/** Everything that a verification may rely on, as one value. */
export interface Trust {
  readonly sigstore: readonly SigstoreRoot[]
  readonly keyrings: readonly Keyring[]
  /** What is known of the states of keys, whichever keyring holds them. */
  readonly standings: readonly KeyStanding[]
  /** sha256 of all of it, hex: facts found under another digest are not reused. */
  readonly digest: string
}

/** Joins roots and keyrings. The digest doesn't depend on their order. */
export function trustOf(
  roots: readonly SigstoreRoot[],
  keyrings: readonly Keyring[],
  standings: readonly KeyStanding[] = [],
): Trust {
  const names = [
    ...roots.map(({ name, digest }) => ['sigstore', name, digest]),
    ...roots.flatMap(({ name, keys }) =>
      keys.map(({ fingerprint, valid }) => ['signing-key', name, fingerprint, valid.startMs, valid.endMs]),
    ),
    ...keyrings.flatMap(({ name, keys }) =>
      keys.map((key) => ['key', name, key.fingerprint, keyDigest(key)]),
    ),
    ...keyrings.flatMap(({ name, plainKeys }) =>
      plainKeys.map(({ fingerprint, owner, valid, minisignId }) => [
        'plain-key',
        name,
        fingerprint,
        owner,
        valid.startMs,
        valid.endMs,
        minisignId,
      ]),
    ),
    ...keyrings.flatMap(({ name, authorities }) =>
      authorities.map(({ der }) => ['authority', name, sha256Of(der)]),
    ),
    ...keyrings.flatMap(({ name, revocationLists }) =>
      revocationLists.map(({ sha256, list }) => ['revocations', name, sha256, list !== null]),
    ),
    ...keyrings.flatMap(({ name, countsUntilMs }) =>
      countsUntilMs === null ? [] : [['counts-until', name, countsUntilMs]],
    ),
    ...standings.map(({ fingerprint, notBeforeMs, signUntilMs, verifyUntilMs, hasCeased, ended }) => [
      'standing',
      fingerprint,
      notBeforeMs,
      signUntilMs,
      verifyUntilMs,
      hasCeased,
      ended?.kind ?? null,
      ended?.sinceMs ?? null,
    ]),
  ]
  const sorted = names.map((parts) => canonicalJson(parts)).toSorted()
  return { sigstore: roots, keyrings, standings, digest: sha256Of(Buffer.from(canonicalJson(sorted))) }
}

/** Of all that verification reads from a key. */
function keyDigest({ armored, allowUnsafeSelfSignatures = false }: ImportedKey): string {
  return sha256Of(Buffer.from(canonicalJson([armored, allowUnsafeSelfSignatures])))
}
