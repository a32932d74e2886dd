import { PipTrustError } from '../../errors/index.ts'

/**
 * Why something can't be protected: `pip-conf` the configuration file can't be read or written; `python` what was named
 * is no Python that can be witnessed; `foreign` it belongs to somebody else, or to the system; `read-only` it can't be
 * written; `port` the guard's port is taken; `ineffective` what was written has no effect; `tool-conf` the
 * configuration file of a tool, or what is remembered of it, can't be used.
 */
export type ProtectErrorCode =
  'pip-conf' | 'python' | 'foreign' | 'read-only' | 'port' | 'ineffective' | 'tool-conf'

/** What protecting has to complain about. Nothing is left half done. */
export class ProtectError extends PipTrustError<ProtectErrorCode> {}
