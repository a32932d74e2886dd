import type { DigestWanted, SuffixedDigest } from '../protocol/index.ts'
import type { Trust } from '../trust/index.ts'
import type { EvidenceOrigin, SignatureFact } from '../verdict/index.ts'
import { Unverified } from './unverified.ts'

/** What the checks of one artifact's signatures rest on. `now` in seconds since the epoch. */
export interface SignatureContext {
  /** The artifact's own, lower-case hex. */
  readonly sha256: string
  readonly trust: Pick<Trust, 'keyrings' | 'standings'>
  readonly suffixed: readonly SuffixedDigest[]
  readonly now: number
}

/** A fact, or the digest without which there is none. */
export type SignatureOutcome =
  { readonly fact: SignatureFact; readonly expiresAt: number | null } | { readonly wanted: DigestWanted }

/** The fact that a failed check leaves behind; throws what is no `Unverified`. */
export function invalidSignature(
  error: unknown,
  origin: EvidenceOrigin,
  fingerprint: string | null,
): SignatureOutcome {
  if (!(error instanceof Unverified)) throw error
  const { finding } = error
  return { fact: { check: 'signature', result: 'invalid', finding, fingerprint, origin }, expiresAt: null }
}
