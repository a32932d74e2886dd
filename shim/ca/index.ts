export { removeOldBundles, writeBundle } from './bundle.ts'
export {
  certificateReader,
  systemStores,
  type CertificateReader,
  type TrustPlaces,
} from './certificate-reader.ts'
export { CaError, type CaErrorCode } from './ca-error.ts'
export { leafMaker, type Leaf, type LeafMaker } from './leaf-maker.ts'
export { isFresh, loadSessionCa, type SessionCa } from './session-ca.ts'
