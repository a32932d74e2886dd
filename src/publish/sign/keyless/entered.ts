/** A signature that is to be entered. */
export interface Entered {
  readonly signature: Uint8Array
  /** The signer's, DER. */
  readonly certificate: Uint8Array
  /** sha256 of what was signed: a file, or an envelope's pre-authentication encoding. */
  readonly digest: Uint8Array
  /** The envelope's payload; null for a file. */
  readonly statement: Uint8Array | null
}
