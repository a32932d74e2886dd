import { PipTrustError } from '../errors/index.ts'

/** `arguments` of the command line; `installation` files of the library are missing; `place` something else is where the socket should be. */
export type DaemonErrorCode = 'arguments' | 'installation' | 'place'

/** Why the daemon can't start. */
export class DaemonError extends PipTrustError<DaemonErrorCode> {}
