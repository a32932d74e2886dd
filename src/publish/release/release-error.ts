import { PipTrustError } from '../../errors/index.ts'

/**
 * Why nothing is released: `not-reproduced` a second build gave other bytes; `not-verified` a consumer would refuse what was
 * signed; `unguarded` a consumer would also take what was altered, so that its yes says nothing; `target` the upload folder holds
 * something else; `record` there is no build record, or it does not say enough to build again; `source` what it names can't be had.
 */
export type ReleaseErrorCode =
  'not-reproduced' | 'not-verified' | 'unguarded' | 'target' | 'record' | 'source'

/** What a release has to complain about. Nothing is in the upload folder then. */
export class ReleaseError extends PipTrustError<ReleaseErrorCode> {}
