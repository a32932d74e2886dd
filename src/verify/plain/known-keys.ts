import {
  isWithin,
  type KeyStanding,
  type PlainKey,
  type PublicKey,
  type SigningKey,
  type Trust,
} from '../../trust/index.ts'
import type { KeyPublisher } from '../../verdict/index.ts'
import { standingCheck } from '../standing/index.ts'
import type { Unverified } from '../unverified.ts'

/** A key that is trusted by itself, with every keyring that holds it. */
export interface KnownPlainKey {
  readonly key: PublicKey
  /** sha256 of its SubjectPublicKeyInfo, lower-case hex. */
  readonly fingerprint: PlainKey['fingerprint']
  readonly keyrings: readonly string[]
  readonly owner: string
  /** What its state says against a signature that is proven to have been there then (ms; null: nobody proves it). */
  readonly flawAt: (provenMs: number | null) => Unverified | null
}

/** The keys that there are, and how they stand. */
export type KnownTrust = Pick<Trust, 'keyrings' | 'standings'>

/** The keys that sign minisign signatures under this id, and are trusted at that time. `nowMs` in milliseconds. */
export function minisignKeys(trust: KnownTrust, id: string, nowMs: number): readonly KnownPlainKey[] {
  return known(trust, nowMs, ({ minisignId }) => minisignId === id)
}

/**
 * The keys that sign envelopes and bundles, and are trusted at that time. Minisign's are not among them: what one was made
 * to sign as a file must not be passed off as a statement.
 */
export function statementKeys(trust: KnownTrust, nowMs: number): readonly KnownPlainKey[] {
  return known(trust, nowMs, ({ minisignId }) => minisignId === null)
}

function known(
  { keyrings, standings }: KnownTrust,
  nowMs: number,
  isWanted: (key: PlainKey) => boolean,
): readonly KnownPlainKey[] {
  const check = standingCheck(standings, nowMs)
  const found = new Map<string, KnownPlainKey>()
  for (const { name, plainKeys } of keyrings) {
    for (const plain of plainKeys.filter((each) => isWanted(each) && isWithin(each.valid, nowMs))) {
      const { key, fingerprint, owner } = plain
      const flawAt = (provenMs: number | null) => check([fingerprint], provenMs)
      const first = found.get(fingerprint)
      found.set(
        fingerprint,
        first ? withKeyring(first, name) : { key, fingerprint, owner, keyrings: [name], flawAt },
      )
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

/** Whoever names a key trusts it, whatever keyrings say, but for what is known of its state. `now` in seconds. */
export function knownAs(
  { key, fingerprint }: SigningKey,
  standings: readonly KeyStanding[],
  now: number,
): KnownPlainKey {
  const check = standingCheck(standings, now * 1000)
  const flawAt = (provenMs: number | null) => check([fingerprint], provenMs)
  return { key, fingerprint, keyrings: [], owner: '', flawAt }
}
