import { PipTrustError } from '../../errors/index.ts'

/**
 * Why something can't be signed: `artifact` the file is none, or changed meanwhile; `record` nothing says that it was built or
 * reproduced here; `form` this key makes no such signature; `signature` what the key gave does not fit; `time` a time that
 * no signature can have; `token` the identity token can't be used; `service` Fulcio, Rekor or the time stamp authority did not
 * do its part; `write` a file can't be written.
 */
export type SignErrorCode =
  'artifact' | 'record' | 'form' | 'signature' | 'time' | 'token' | 'service' | 'write'

/** What signing has to complain about. Nothing was written. */
export class SignError extends PipTrustError<SignErrorCode> {}
