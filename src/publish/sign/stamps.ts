import { encodeBase64, type JsonObject } from '../../encoding/index.ts'

/** A time stamp that holds: the authority's response as bundles have it, its token as CMS has it; DER. */
export interface Stamp {
  readonly response: Uint8Array
  readonly token: Uint8Array
}

/** Stamps of one signature, and the earliest of their times, in seconds. */
export interface Stamped {
  readonly stamps: readonly Stamp[]
  readonly at: number
}

/** What is written, and when it was stamped, in seconds; null where nobody was asked. */
export interface Content {
  readonly content: Uint8Array | string
  readonly stampedAt: number | null
}

/** As Sigstore's `TimestampVerificationData` (sigstore/protobuf-specs `sigstore_bundle.proto`). */
export function stampData({ stamps }: Stamped): JsonObject {
  return { rfc3161Timestamps: stamps.map(({ response }) => ({ signedTimestamp: encodeBase64(response) })) }
}
