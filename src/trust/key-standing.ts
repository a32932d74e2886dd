import type { KeyRecord } from './key-record.ts'
import type { Revocation } from './key-revocation.ts'
import { FOREVER_MS } from './validity-window.ts'

/**
 * What somebody entitled to it says of a key: its calendar, or that it is revoked. Several may speak of one key, and each
 * of them holds. Milliseconds since the epoch.
 */
export interface KeyStanding {
  /** Upper-case hex, as key records have it. */
  readonly fingerprint: string
  /** From then on it signs, until then it signs, and until then what it signed counts. */
  readonly notBeforeMs: number
  readonly signUntilMs: number
  readonly verifyUntilMs: number
  /** A person had it sign no more, whatever its calendar says. */
  readonly hasCeased: boolean
  /** Soft: what is proven to be older still counts. Hard: nothing from `sinceMs` on, and nothing at all where that is null. */
  readonly ended:
    | { readonly kind: 'soft'; readonly sinceMs: number }
    | { readonly kind: 'hard'; readonly sinceMs: number | null }
    | null
  /** Who says it, for people. */
  readonly by: string
}

const ALWAYS = { notBeforeMs: 0, signUntilMs: FOREVER_MS, verifyUntilMs: FOREVER_MS, hasCeased: false }

/** What a key's record says. `by`: whose record it is, for people. */
export function standingOfRecord(record: KeyRecord, by: string): KeyStanding {
  return {
    fingerprint: record.fingerprint,
    notBeforeMs: record.notBefore * 1000,
    signUntilMs: record.signUntil * 1000,
    verifyUntilMs: record.verifyUntil * 1000,
    hasCeased: record.state === 'verify-only',
    ended: endOf(record),
    by,
  }
}

function endOf({ state, signUntil, revocation }: KeyRecord): KeyStanding['ended'] {
  if (revocation !== undefined) return endBy(revocation)
  // `signUntil` is when a person retired it; a record that doesn't say when leaves the calendar as the bound.
  return state === 'retired' ? { kind: 'soft', sinceMs: signUntil * 1000 } : null
}

/** What a revocation says. */
export function standingOfRevocation(revocation: Revocation, by: string): KeyStanding {
  return { ...ALWAYS, fingerprint: revocation.fingerprint, ended: endBy(revocation), by }
}

type End = Pick<Revocation, 'kind' | 'at'> & { readonly compromisedSince?: number | undefined }

function endBy({ kind, at, compromisedSince }: End): NonNullable<KeyStanding['ended']> {
  if (kind === 'soft') return { kind, sinceMs: at * 1000 }
  return { kind, sinceMs: compromisedSince === undefined ? null : compromisedSince * 1000 }
}
