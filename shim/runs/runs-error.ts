import { PipTrustError } from '../../src/errors/index.ts'

/**
 * `malformed` a call cannot be read; `unauthorised` its token is unknown; `unknown-call` there is no such call;
 * `draining` this interceptor takes no new runs; `too-many` too many runs are open; `too-large` a body is over its limit.
 */
export type RunsErrorCode =
  'malformed' | 'unauthorised' | 'unknown-call' | 'draining' | 'too-many' | 'too-large'

/** A call of a witness that is refused; it ends the witness's process. */
export class RunsError extends PipTrustError<RunsErrorCode> {}
