import { PipTrustError } from '../../errors/index.ts'

/**
 * `provider` the runner's files are not there or can't be written; `value` something can't be said in the form that the
 * runner wants; `job` the record of the job can't be read or written; `folder` the reports' folder is not to be written to.
 */
export type CiErrorCode = 'provider' | 'value' | 'job' | 'folder'

/** What the CI bootstrap has to complain about. */
export class CiError extends PipTrustError<CiErrorCode> {}
