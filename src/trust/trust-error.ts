import { PipTrustError } from '../errors/index.ts'

export type TrustErrorCode =
  | 'root-malformed'
  | 'keys-malformed'
  | 'too-many-keys'
  | 'secret-key'
  | 'record-malformed'
  | 'revocation-malformed'

/** Trust material that cannot be used. */
export class TrustError extends PipTrustError<TrustErrorCode> {}
