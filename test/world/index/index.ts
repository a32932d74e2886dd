export {
  createCertificateAuthority,
  type CertificateAuthority,
  type Credentials,
} from './certificate-authority.ts'
export { fileStem, sha256Hex, type Distribution, type Subject } from './distribution.ts'
export type { PageApi, ServedFile, ServedProject } from './index-pages.ts'
export {
  startIndex,
  type IndexOptions,
  type IndexServer,
  type RecordedRequest,
  type Transport,
} from './index-server.ts'
export type { RawPage, Site } from './index-site.ts'
export { listenOnLoopback, type Listening } from './loopback.ts'
export { makeSdist, RAN_VARIABLE, sourceTree, type SdistSpec } from './sdist.ts'
export { changedByte, changedTimestamp, junkInside, junkTail, renamed, truncated } from './tamper.ts'
export { startUpstreamProxy, type UpstreamProxy, type UpstreamProxyOptions } from './upstream-proxy.ts'
export { startSocksProxy, type SocksProxyOptions, type SocksProxyServer } from './socks-proxy.ts'
export { makeWheel, type WheelSpec } from './wheel.ts'
export { writeZip, type ArchiveEntry } from './zip-writer.ts'
export { writeTar, writeTarGz } from './tar-writer.ts'
