import type { Sha256 } from '../encoding/index.ts'
import type { Certificate } from './certificate.ts'
import type { PublicKey } from './public-key.ts'
import type { ValidityWindow } from './validity-window.ts'

/** The key of a transparency log or of a certificate transparency log. */
export interface LogKey {
  readonly baseUrl: string
  /** The name that its checkpoints bear: host and path of its address (C2SP tlog-checkpoint). */
  readonly name: string
  /** The log's id: what entries and SCTs name it by. */
  readonly id: Uint8Array
  readonly key: PublicKey
  readonly valid: ValidityWindow
}

/** A certificate authority whose path was checked when the root was read; only times are left to check. */
export interface CertificateAuthority {
  /** Issuing authority first, trust anchor last. */
  readonly path: readonly Certificate[]
  readonly valid: ValidityWindow
}

/** A time stamp authority (RFC 3161). */
export interface TimestampAuthority extends CertificateAuthority {
  /** The one certificate that stamps, where the root names it; null: any that the path issues. */
  readonly signer: Certificate | null
}

/** A key that signs without a certificate, trusted by itself. */
export interface SigningKey {
  readonly key: PublicKey
  /** sha256 of its SubjectPublicKeyInfo. */
  readonly fingerprint: Sha256
  readonly valid: ValidityWindow
}

/** A signing key of a keyring. */
export interface PlainKey extends SigningKey {
  /** Whose it is, in the words of whoever imported it. */
  readonly owner: string
  /** How minisign's signatures name it, 16 hex digits; null for keys of other tools. */
  readonly minisignId: string | null
}

/** A Sigstore instance that is trusted: its authorities and logs, as `trusted_root.json` names them. */
export interface SigstoreRoot {
  readonly name: string
  /** sha256 of the bytes that it was read from. */
  readonly digest: Sha256
  readonly logs: readonly LogKey[]
  readonly ctLogs: readonly LogKey[]
  readonly authorities: readonly CertificateAuthority[]
  readonly timestampAuthorities: readonly TimestampAuthority[]
  /** Keys whose signatures this instance's logs record; `trusted_root.json` names none. */
  readonly keys: readonly SigningKey[]
}
