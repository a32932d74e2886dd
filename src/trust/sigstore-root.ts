import type { Sha256 } from '../encoding/index.ts'

/** When a key or authority counts. Milliseconds since the epoch, both ends included. */
export interface ValidityWindow {
  readonly startMs: number
  readonly endMs: number
}

/** The key of a transparency log or of a certificate transparency log. */
export interface LogKey {
  readonly baseUrl: string
  /** The log's id: what entries and SCTs name it by. */
  readonly id: Uint8Array
  /** DER: SubjectPublicKeyInfo, or PKCS#1 for an RSA key that says so. */
  readonly publicKey: Uint8Array
  readonly encoding: 'spki' | 'pkcs1'
  readonly valid: ValidityWindow
}

/** A certificate authority: its chain, issuing certificate first, self-signed root last; DER. */
export interface CertificateAuthority {
  readonly chain: readonly Uint8Array[]
  readonly valid: ValidityWindow
}

/** A Sigstore instance that is trusted: its authorities and logs, as `trusted_root.json` names them. */
export interface SigstoreRoot {
  readonly name: string
  /** sha256 of the bytes that it was read from. */
  readonly digest: Sha256
  readonly logs: readonly LogKey[]
  readonly ctLogs: readonly LogKey[]
  readonly authorities: readonly CertificateAuthority[]
  readonly timestampAuthorities: readonly CertificateAuthority[]
}
