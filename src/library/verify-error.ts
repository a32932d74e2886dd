import { PipTrustError } from '../errors/index.ts'
import type { VerifyErrorCode } from './public-api.ts'

/** A question that can't be asked. */
export class VerifyError extends PipTrustError<VerifyErrorCode> {}
