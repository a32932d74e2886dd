import { PipTrustError } from '../../errors/index.ts'

/**
 * Why a private key can't be used: `passphrase` it was wrong, or none came; `key-file` a file is no key, or others may read
 * it; `no-key` there is none of this name, or several; `exists` there is one already; `agent` ssh-agent or gpg-agent does not
 * sign; `token` the PKCS#11 token does not; `state` its calendar says no; `revoked` it is revoked; `purpose` it is for
 * something else; `calendar` dates that can't be kept; `ledger` the ledger is broken or can't be written.
 */
export type KeysErrorCode =
  | 'passphrase'
  | 'key-file'
  | 'no-key'
  | 'exists'
  | 'agent'
  | 'token'
  | 'state'
  | 'revoked'
  | 'purpose'
  | 'calendar'
  | 'ledger'

/** What the keys of a publisher have to complain about. Nothing was signed, and nothing is left half done. */
export class KeysError extends PipTrustError<KeysErrorCode> {}
