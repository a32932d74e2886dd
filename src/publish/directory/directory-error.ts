import { PipTrustError } from '../../errors/index.ts'

/**
 * Why a key directory is not changed, signed or published: `missing` there is none, or not what is named; `exists` there is
 * one already; `malformed` its files can't be read; `person` a name or role that can't be one; `same-person` one person would
 * count twice; `key` a key that the directory does not take; `policy` a policy that can't be published so; `possession` nobody has shown to have the key; `not-a-signer`
 * the key signs nothing of what is asked; `signed` it has signed already; `threshold` fewer people than are needed; `expired`
 * a draft has run out; `refused` a follower would not take it; `busy` another change is under way.
 */
export type DirectoryErrorCode =
  | 'missing'
  | 'exists'
  | 'malformed'
  | 'person'
  | 'same-person'
  | 'key'
  | 'policy'
  | 'possession'
  | 'not-a-signer'
  | 'signed'
  | 'threshold'
  | 'expired'
  | 'refused'
  | 'busy'

/** A key directory is left as it was. */
export class DirectoryError extends PipTrustError<DirectoryErrorCode> {}
