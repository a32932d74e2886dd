import { PipTrustError } from '../errors/index.ts'

/**
 * Why the daemon gave no answer: `unreachable` it isn't there and could not be started; `refused` what is at its place
 * is not to be talked to, or it refused the question; `version` it speaks another protocol; `protocol` a message was not
 * understood; `timeout` no answer in time; `closed` the connection ended before the answer;
 * `no-home` nobody says where this user's files lie.
 */
export type ClientErrorCode =
  'unreachable' | 'refused' | 'version' | 'protocol' | 'timeout' | 'closed' | 'no-home'

/** Every failure of `src/client`. None of them is ever an acceptance. */
export class ClientError extends PipTrustError<ClientErrorCode> {}
