import { CLAIM, type Claims } from './claims.ts'
import type { Subject } from './subject.ts'

/** What a build platform says of the job that it gave a certificate to (sigstore/fulcio `docs/oid-info.md`). */
export interface Platform {
  /** The instructions that held the key: of a reusable workflow its own, not the caller's. */
  readonly buildSigner: string
  /** Whose machine it ran on: `github-hosted`, `self-hosted`; null where the certificate does not say. */
  readonly runner: string | null
  /** The source's address and commit; null where the certificate does not say. */
  readonly repository: string | null
  readonly commit: string | null
}

/** The platform's word; null where the certificate is a person's, or its subject and its build signer are not the same. */
export function platformOf({ kind, text }: Subject, claims: Claims): Platform | null {
  if (kind !== 'uri' || (claims.get(CLAIM.buildSigner) ?? text) !== text) return null
  return {
    buildSigner: text,
    runner: claims.get(CLAIM.runner) ?? null,
    repository: claims.get(CLAIM.repository) ?? null,
    commit: claims.get(CLAIM.commit) ?? null,
  }
}
