import type { CanaryNonce } from '../artifact/index.ts'
import type { Envelope } from './envelope.ts'

/**
 * For a short while lets in one wheel: the canary of this nonce, which holds nothing that runs, from an index on this
 * machine, signed by this key. The daemon makes the wheel itself, so that nobody names a digest to it.
 */
export interface CanaryRequest extends Envelope {
  readonly type: 'canary'
  readonly nonce: CanaryNonce
  /** What `minisign.pub` would hold. */
  readonly key: string
  /** What `.minisig` would hold. */
  readonly signature: string
}

export interface CanaryReply extends Envelope {
  readonly type: 'canary'
  /** Seconds since the epoch, UTC: from then on the wheel is refused as any stranger is. */
  readonly until: number
}
