export { readArtifact, type SignedArtifact } from './artifact.ts'
export { buildEvidence } from './build-evidence.ts'
export { signCms } from './cms.ts'
export { signEnvelope, statementBytes } from './envelope.ts'
export { FORMS, SUFFIXES, type Form, type OpenKey } from './sign-artifact.ts'
export { SignError, type SignErrorCode } from './sign-error.ts'
export {
  noRecord,
  signRelease,
  type Make,
  type Released,
  type SignRequest,
  type SignResult,
} from './sign-release.ts'
export { plainKeysFor, signStatement, type PlainKey, type SignedStatement } from './sign-statement.ts'
export { checkNotAhead, withKeys, withoutKeys, type KeylessWish, type KeysWish } from './makers.ts'
export {
  askJobToken,
  isSafeAddress,
  MAX_CONFIG_BYTES,
  parseSigningConfig,
  readIdentityToken,
  type IdentityToken,
  type SigningServices,
  type TokenPublisher,
} from './keyless/index.ts'
export { writeTogether } from './write-together.ts'
export { stampedBy, type StampSignature } from './stamped-by.ts'
