import { PipTrustError } from '../../errors/index.ts'

/**
 * Why an update of a trust root was not taken. `unreachable` nothing came; `busy` another refresh is under way;
 * `too-large`, `malformed`, `unsigned`, `tampered` what came is not what the keys vouch for; `rolled-back` it is older than
 * what is known; `frozen` it has expired and nothing newer is offered; `mixed` its parts are not of one state; `no-target`
 * it signs no `trusted_root.json`; `pinned` it has another one than the pinned one. Of key directories besides: `same-person` a
 * threshold could be met by one person; `wrong-role` a role signs what it may not; `introduction` it begins with another root.
 */
export const TUF_ERROR_CODES = [
  'unreachable',
  'busy',
  'too-large',
  'malformed',
  'unsigned',
  'tampered',
  'rolled-back',
  'frozen',
  'mixed',
  'no-target',
  'pinned',
  'same-person',
  'wrong-role',
  'introduction',
] as const

export type TufErrorCode = (typeof TUF_ERROR_CODES)[number]

/** An update that is refused: what was in force stays. */
export class TufError extends PipTrustError<TufErrorCode> {}
