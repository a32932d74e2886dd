/** What a signer left behind, whatever form it came in: a PEP 740 attestation or a Sigstore bundle. */
export interface SignedBundle {
  /** The signing certificate, DER. */
  readonly certificate: Uint8Array
  readonly entries: readonly TransparencyEntry[]
  /** RFC 3161 time stamp responses, DER. */
  readonly timestamps: readonly Uint8Array[]
  readonly content: SignedContent
}

export type SignedContent = Envelope | MessageSignature

/** A DSSE envelope with its one signature. */
export interface Envelope {
  readonly kind: 'envelope'
  readonly payloadType: string
  readonly payload: Uint8Array
  readonly signature: Uint8Array
}

/** A signature over a file, of which only the sha256 is known here. */
export interface MessageSignature {
  readonly kind: 'message'
  readonly digest: Uint8Array
  readonly signature: Uint8Array
}

/** An entry of a transparency log, with the log's proofs that it has it. */
export interface TransparencyEntry {
  /** Decimal. */
  readonly logIndex: string
  readonly logId: Uint8Array
  readonly kind: string
  readonly version: string
  /** Seconds since the epoch; null where the log keeps no time. */
  readonly integratedTime: number | null
  /** The log's signature over body, time and index (SET); it alone proves `integratedTime`. */
  readonly promise: Uint8Array | null
  readonly proof: InclusionProof | null
  /** The canonical body that was logged: JSON. */
  readonly body: Uint8Array
}

interface InclusionProof {
  readonly index: string
  readonly rootHash: Uint8Array
  readonly treeSize: string
  readonly hashes: readonly Uint8Array[]
  /** A signed note; null where it was left out. */
  readonly checkpoint: string | null
}
