import { PipTrustError } from '../errors/index.ts'

/** `usage` the command line is wrong; `input` a file or value that was named can't be used; `nothing` there is nothing to work on. */
export type CliErrorCode = 'usage' | 'input' | 'nothing'

/** What trustctl itself has to complain about. */
export class CliError extends PipTrustError<CliErrorCode> {}
