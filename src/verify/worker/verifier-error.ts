import { PipTrustError } from '../../errors/index.ts'

export type VerifierErrorCode = 'not-started' | 'closed' | 'failed'

/** Verification did not come to an answer, for no reason of the evidence's. */
export class VerifierError extends PipTrustError<VerifierErrorCode> {}
