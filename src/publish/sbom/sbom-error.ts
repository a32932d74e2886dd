import { PipTrustError } from '../../errors/index.ts'

/**
 * Why there is no bill of materials: `project` the folder holds nothing that was built, or files that contradict each
 * other; `lock` its lock file can't be read; `environment` what was named is no Python that answers; `run` nothing is
 * recorded of the run; `wheel` the wheel can't take one.
 */
export type SbomErrorCode = 'project' | 'lock' | 'environment' | 'run' | 'wheel'

/** What making a bill of materials has to complain about. Nothing is written then. */
export class SbomError extends PipTrustError<SbomErrorCode> {}
