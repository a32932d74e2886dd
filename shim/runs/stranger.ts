/** The two ports of a connection over loopback, seen from here. */
export interface LoopbackPeer {
  readonly port: number
  readonly ourPort: number
}

/** Somebody who asked without the token of an open run. */
export interface Stranger {
  /** In words, without anything that the stranger chose. */
  readonly what: string
  /** Null where it did not come over TCP. */
  readonly from: LoopbackPeer | null
}
