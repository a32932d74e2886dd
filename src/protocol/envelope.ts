/** Version of the protocol; a peer with another one gets `unsupported-version`. */
export const PROTOCOL_VERSION = 1

/** Every message: JSON, at most 1 MiB, at most 32 deep. `id` pairs a reply with its question. */
export interface Envelope {
  readonly v: typeof PROTOCOL_VERSION
  readonly id: number
}
