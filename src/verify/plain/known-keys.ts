import { isWithin, type Keyring, type PlainKey, type PublicKey } from '../../trust/index.ts'
import type { KeyPublisher } from '../../verdict/index.ts'

/** A key that is trusted by itself, with every keyring that holds it. */
export interface KnownPlainKey {
  readonly key: PublicKey
  /** sha256 of its SubjectPublicKeyInfo, lower-case hex. */
  readonly fingerprint: PlainKey['fingerprint']
  readonly keyrings: readonly string[]
  readonly owner: string
}

/** The keys that sign minisign signatures under this id, and are trusted at that time. `nowMs` in milliseconds. */
export function minisignKeys(
  keyrings: readonly Keyring[],
  id: string,
  nowMs: number,
): readonly KnownPlainKey[] {
  return known(keyrings, ({ minisignId, valid }) => minisignId === id && isWithin(valid, nowMs))
}

/**
 * The keys that sign envelopes and bundles, and are trusted at that time. Minisign's are not among them: what one was made
 * to sign as a file must not be passed off as a statement.
 */
export function statementKeys(keyrings: readonly Keyring[], nowMs: number): readonly KnownPlainKey[] {
  return known(keyrings, ({ minisignId, valid }) => minisignId === null && isWithin(valid, nowMs))
}

function known(keyrings: readonly Keyring[], isWanted: (key: PlainKey) => boolean): readonly KnownPlainKey[] {
  const found = new Map<string, KnownPlainKey>()
  for (const { name, plainKeys } of keyrings) {
    for (const { key, fingerprint, owner } of plainKeys.filter(isWanted)) {
      const first = found.get(fingerprint)
      found.set(fingerprint, first ? withKeyring(first, name) : { key, fingerprint, owner, keyrings: [name] })
    }
  }
  return [...found.values()]
}

function withKeyring(key: KnownPlainKey, name: string): KnownPlainKey {
  return { ...key, keyrings: [...key.keyrings, name] }
}

/** The key as whoever published. */
export function keyPublisher({ fingerprint, keyrings, owner }: KnownPlainKey): KeyPublisher {
  return { kind: 'key', issuer: '', subject: fingerprint, fingerprint, keyrings, owner }
}
