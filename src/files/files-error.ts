import { PipTrustError } from '../errors/index.ts'

type FilesErrorCode =
  | 'missing'
  | 'not-regular'
  | 'not-a-folder'
  | 'is-link'
  | 'foreign-owner'
  | 'open-to-others'
  | 'too-large'
  | 'lock'

/** A file or folder that is not as it must be. Failures of the system itself (disk full, no rights) come as Node throws them. */
export class FilesError extends PipTrustError<FilesErrorCode> {}

/** True for an error of the operating system with this code, e.g. `ENOENT`. */
export function isSystemError(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
