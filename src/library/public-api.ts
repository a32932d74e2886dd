/*
 * What `pip-trust/verify` offers. The bundle ships this file as its declarations: it imports nothing, and says everything that
 * a caller needs.
 */

/** What was signed: its bytes, or their sha256 (64 hex digits). Attestations of PEP 740 also name the file, so that `name` is compared where it is given. */
export type VerifyFile =
  { readonly bytes: Uint8Array; readonly name?: string } | { readonly sha256: string; readonly name?: string }

/**
 * Who must have signed. Either the identity in the certificate (its subject alternative name: an URL of a workflow, an
 * e-mail address) with the issuer of the token that proved it, each compared whole; or a public key (PEM).
 */
export type VerifySigner =
  { readonly identity: string; readonly issuer: string } | { readonly key: string | Uint8Array }

/** What `verify` is asked. */
export interface VerifyQuestion {
  readonly file: VerifyFile
  /** A Sigstore bundle (0.1 to 0.3), or an attestation or provenance object of PEP 740: JSON, at most 1 MiB. */
  readonly bundle: string | Uint8Array
  readonly signer: VerifySigner
  /** A `trusted_root.json`. Without one it is that of Sigstore's public-good instance, as this package ships it. */
  readonly trustedRoot?: string | Uint8Array
  /** The time of the verification; now, unless it is given. What was signed later than that does not verify. */
  readonly now?: Date
}

/** One signature that verified, and is the signer's. */
export interface VerifiedSignature {
  /** The certificate's subject alternative name; for a key the sha256 of its SubjectPublicKeyInfo. */
  readonly identity: string
  /** Empty for a key. */
  readonly issuer: string
  /** The predicate type of the in-toto statement; null for a signature over the file alone. */
  readonly predicateType: string | null
  /** The builder that SLSA provenance names: the signer's word. */
  readonly builder: string | null
  /** The earliest time at which the signature is proven to have existed. */
  readonly signedAt: Date
  /** Entries of transparency logs that hold it. */
  readonly log: readonly { readonly log: string; readonly index: string }[]
}

/** What came of it. `code` is stable, and has a page in the documentation: `TC2113`. */
export type VerifyResult =
  | { readonly verified: true; readonly sha256: string; readonly signatures: readonly VerifiedSignature[] }
  | {
      readonly verified: false
      readonly sha256: string
      readonly code: string
      readonly slug: string
      readonly title: string
      readonly expected: string
      readonly found: string
    }

/** Why a question can't be asked: `file`, `key` or `trusted-root` is not in its form, or `signer` is empty. */
export type VerifyErrorCode = 'file' | 'key' | 'trusted-root' | 'signer'

/**
 * Whether a bundle proves that a signer signed a file. Uses no network, no daemon and no state, and never changes what it is
 * given. A bundle that can't be read, or proves something else, is a result; rejects with an error whose `code` is a
 * `VerifyErrorCode` where the question itself can't be used.
 */
export declare function verify(question: VerifyQuestion): Promise<VerifyResult>
