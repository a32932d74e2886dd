/** An OpenPGP certificate («key») that a person imported. */
export interface ImportedKey {
  /** Full fingerprint of the primary key, upper-case hex: 40 digits (v4) or 64 (v6). */
  readonly fingerprint: string
  /** Fingerprints of the primary key and its subkeys, upper-case hex: what a signature may name. */
  readonly signers: readonly string[]
  /** The primary user id, e.g. `Dana <dana@acme.example>`; empty where it has none. */
  readonly owner: string
  /** All of them, also what is revoked. */
  readonly userIds: readonly string[]
  /** Every packet of it, also those that this version can't read. */
  readonly armored: string
  /** Seconds since the epoch, UTC; null where it doesn't expire. */
  readonly expiresAt: number | null
  readonly revoked: boolean
  /** Lets SHA-1 pass in the key's own signatures: for keys of old that nobody renewed. Off unless a person said so. */
  readonly allowUnsafeSelfSignatures?: boolean
}
