import { PipTrustError } from '../../errors/index.ts'

/**
 * Why no signature can be put into a wheel: `wheel` it has no RECORD to sign, or a RECORD.jws of another RECORD or that
 * can't be read; `key` the key is of a kind that RECORD.jws has no algorithm for; `signature` the signer gave something else
 * than a signature of its key, or one that is too large; `file` it is no wheel, or changed meanwhile; `signed` it carries a
 * signature already that would be there twice, or give way.
 */
export type AttachedErrorCode = 'wheel' | 'key' | 'signature' | 'file' | 'signed'

/** What attaching a signature has to complain about. Nothing is given then. */
export class AttachedError extends PipTrustError<AttachedErrorCode> {}
