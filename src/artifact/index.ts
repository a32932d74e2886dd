export type { Artifact, ArtifactKind, Channel, FileArtifact, IndexRef, TreeArtifact } from './artifact.ts'
export { ARCHIVE_LIMITS, type ArchiveLimits } from './archive-limits.ts'
export { identifyFile, type FileIdentity } from './identify-file.ts'
export { ArchiveError } from './archive-error.ts'
export { unpackSdist, unpackWheel, type ArchiveMember, type MemberKind } from './unpack-archive.ts'
export { inspectArchive, type ArchiveInspection } from './inspect-archive.ts'
export { canaryWheel, parseCanaryNonce, type CanaryNonce, type CanaryWheel } from './canary-wheel.ts'
export {
  MAX_ATTACHED_BYTES,
  readAttached,
  type AttachedForm,
  type AttachedSignatures,
} from './attached-signatures.ts'
