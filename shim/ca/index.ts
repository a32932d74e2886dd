export { removeOldBundles, writeBundle } from './bundle.ts'
export { certificateReader, systemStores, type CertificateReader } from './certificate-reader.ts'
export { leafMaker, type LeafMaker } from './leaf-maker.ts'
export { isFresh, loadSessionCa, type SessionCa } from './session-ca.ts'
