export {
  bundledRoots,
  readCertificates,
  removeOldBundles,
  systemStores,
  writeBundle,
  type TrustPlaces,
} from './bundle.ts'
export { CaError, type CaErrorCode } from './ca-error.ts'
export { leafMaker, type Leaf, type LeafMaker } from './leaf-maker.ts'
export { isFresh, loadSessionCa, type SessionCa } from './session-ca.ts'
