import { PipTrustError } from '../errors/index.ts'

/** `usage` the command line is wrong; `input` a file or value that was named can't be used; `nothing` there is nothing to work on; `stopped` the person or the system broke it off. */
export type CliErrorCode = 'usage' | 'input' | 'nothing' | 'stopped'

/** What trustctl itself has to complain about. */
export class CliError extends PipTrustError<CliErrorCode> {}
