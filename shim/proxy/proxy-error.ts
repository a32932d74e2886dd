import { PipTrustError } from '../../src/errors/index.ts'

/**
 * `upstream-untrusted` a server's certificate does not verify; `upstream-failed` no answer; `too-large` a body is over its
 * limit; `client-gone` pip went away; `encoding` a body cannot be decoded.
 */
export type ProxyErrorCode =
  'upstream-untrusted' | 'upstream-failed' | 'too-large' | 'client-gone' | 'encoding'

/** What can go wrong between pip and an index. */
export class ProxyError extends PipTrustError<ProxyErrorCode> {}
