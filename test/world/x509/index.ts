export {
  CODE_SIGNING,
  createIssuing,
  revocationList,
  TIME_STAMPING,
  type Holder,
  type Issuing,
  type Wish,
} from './authority.ts'
export { signCms, stampToken, type CmsWish, type SignerWish } from './cms.ts'
export { createKey, hashAlgorithm, NULL, pssAlgorithm, type Key, type KeyKind } from './keys.ts'
