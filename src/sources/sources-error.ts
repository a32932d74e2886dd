import { PipTrustError } from '../errors/index.ts'

/**
 * `missing` there is no such file; `unsafe-file` it is not regular, belongs to another user or others may write it;
 * `too-large`; `settings` the settings file is broken; `source` an evidence source that can't be one; `keyring` a name
 * that can't be one; `key` bytes without a usable key; `trust-root` an instance's settings, state or name that can't be used;
 * `directory` the same of a key directory, or a file of it.
 */
export type SourcesErrorCode =
  | 'missing'
  | 'unsafe-file'
  | 'too-large'
  | 'settings'
  | 'source'
  | 'keyring'
  | 'key'
  | 'trust-root'
  | 'directory'

/** Something configured that can't be used. */
export class SourcesError extends PipTrustError<SourcesErrorCode> {}
