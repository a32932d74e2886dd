export { DAY, endedEarly, planRotation, warningsOf, type KeyWarning, type RotationPlan } from './calendar.ts'
export { certificatesIn, type NamedCertificate } from './certificates.ts'
export {
  keyFolder,
  publicFileName,
  type KeyFolder,
  type NewKey,
  type OwnKey,
  type OwnKeys,
} from './key-folder.ts'
export { encryptPrivateKey as sealPrivateKey } from './encrypted-pem.ts'
export { placeText, type KeyPlace } from './key-place.ts'
export { KeysError, type KeysErrorCode } from './keys-error.ts'
export { openLedger, type Ledger } from './ledger.ts'
export type { Chain, LedgerEntry, LedgerHead, SignatureMade } from './ledger-entry.ts'
export { checkMaySign, dayText } from './may-sign.ts'
export { isMinisignOpen, looksLikeMinisign, openMinisignSecret } from './minisign-secret.ts'
export {
  certifiedKey,
  createKey,
  keyElsewhere,
  openPgpFromAgent,
  openPgpKey,
  plainKey,
  type KeyWish,
} from './new-key.ts'
export { openPem, openSigner, keyInVariable, publicKeyOf, type KeyWorld } from './open-signer.ts'
export { sealOpenPgpKey, gpgAgentSigner, type OpenPgpSigner } from './openpgp-key.ts'
export { newPassphrase, unlock, type PassphraseSource } from './passphrase.ts'
export { parseTokenUri, tokenPublicKey, tokenSigner, type TokenKey } from './pkcs11.ts'
export { provesPossession, type AnySigner } from './possession.ts'
export { signerOf } from './private-key.ts'
export { programs, type RunProgram } from './run-program.ts'
export { signingHash, type Signer } from './signer.ts'
export { sshAgentSigner, sshPublicKey } from './ssh-agent.ts'
