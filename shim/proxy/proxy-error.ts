import { PipTrustError } from '../../src/errors/index.ts'

/**
 * `upstream-untrusted` a server's certificate does not verify; `upstream-failed` no answer; `proxy-failed` none of a proxy;
 * `proxy-login` a proxy wants a login that nobody here has; `too-large` a body is over its
 * limit; `client-gone` pip went away; `encoding` a body cannot be decoded.
 */
export type ProxyErrorCode =
  | 'upstream-untrusted'
  | 'upstream-failed'
  | 'proxy-failed'
  | 'proxy-login'
  | 'too-large'
  | 'client-gone'
  | 'encoding'

/** What can go wrong between pip and an index. */
export class ProxyError extends PipTrustError<ProxyErrorCode> {}
