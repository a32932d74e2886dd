export { importPrivate, type PrivateImport } from './import-private.ts'
export { keylessOf, withKeyless, type KeylessOptions } from './keyless.ts'
export {
  keyWorld,
  ledgerOf,
  openKeys,
  ownKeyJson,
  ownKeyLine,
  ownKeys,
  signingKeys,
  warningLines,
} from './own-keys.ts'
export { passphraseSource } from './passphrase-source.ts'
export { stampOf, withTimestamp, type StampOptions } from './time-stamps.ts'
export { withPassphrase, wishOf, withWish, type WishOptions } from './wish.ts'
