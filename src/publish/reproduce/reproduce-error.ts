import { PipTrustError } from '../../errors/index.ts'

/**
 * Why nothing was reproduced: `target` what is named is no wheel or PROJECT==VERSION; `index` pip's index can't be asked;
 * `not-found` the index has no such file; `choice` it has several; `digest` what came is something else than the index
 * said; `source` there is no source, or it can't be used; `statement` there is nothing to state, or it can't be signed.
 */
export type ReproduceErrorCode =
  'target' | 'index' | 'not-found' | 'choice' | 'digest' | 'source' | 'statement'

/** What reproducing has to complain about. Nothing was written then. */
export class ReproduceError extends PipTrustError<ReproduceErrorCode> {}
