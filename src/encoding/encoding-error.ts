import { PipTrustError } from '../errors/index.ts'

export type EncodingErrorCode =
  'base64' | 'hex' | 'json' | 'utf8' | 'too-large' | 'too-deep' | 'duplicate-key' | 'der'

/** Bytes or text that are not what they should be. */
export class EncodingError extends PipTrustError<EncodingErrorCode> {}
