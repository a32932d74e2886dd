import { PipTrustError } from '../../src/errors/index.ts'

/** `unreadable`: a certificate or key file cannot be used; `unwritable`: one cannot be written. */
export type CaErrorCode = 'unreadable' | 'unwritable'

/** Every failure of `shim/ca`. */
export class CaError extends PipTrustError<CaErrorCode> {}
