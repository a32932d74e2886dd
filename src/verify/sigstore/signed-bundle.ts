/** What a signer left behind, whatever form it came in: a PEP 740 attestation or a Sigstore bundle. */
export interface SignedBundle {
  readonly signer: Signer
  readonly entries: readonly TransparencyEntry[]
  /** What each entry must bring at least: bundles of version 0.1 the log's promise, all others a proof with a checkpoint. */
  readonly entryNeeds: 'promise' | 'proof'
  /** RFC 3161 time stamp responses, DER. */
  readonly timestamps: readonly Uint8Array[]
  readonly content: SignedContent
}

/** A short-lived certificate, DER, or a key that the verifier must know; its hint is the signer's word. */
export type Signer =
  { readonly kind: 'certificate'; readonly der: Uint8Array } | { readonly kind: 'key'; readonly hint: string }

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
  /** Seconds since the epoch, decimal; null where the log keeps no time. */
  readonly integratedTime: string | null
  /** The log's signature over body, time and index (SET); it alone proves `integratedTime`. */
  readonly promise: Uint8Array | null
  readonly proof: InclusionProof | null
  /** The canonical body that was logged: JSON. */
  readonly body: Uint8Array
}

export interface InclusionProof {
  readonly index: string
  readonly rootHash: Uint8Array
  readonly treeSize: string
  readonly hashes: readonly Uint8Array[]
  /** A signed note; null where it was left out. */
  readonly checkpoint: string | null
}
