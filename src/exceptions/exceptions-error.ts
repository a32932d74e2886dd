import { PipTrustError } from '../errors/index.ts'

/**
 * `id` no exception or request has this name; `term` it would last too long, or for no time; `change` the policy's text can't take it;
 * `requests` the folder of requests can't be used.
 */
export type ExceptionsErrorCode = 'id' | 'term' | 'change' | 'requests'

/** What keeps an exception from being asked for, put into a policy or taken out of it, in a reader's words. */
export class ExceptionsError extends PipTrustError<ExceptionsErrorCode> {}
