export type { Artifact, ArtifactKind, Channel, FileArtifact, IndexRef, TreeArtifact } from './artifact.ts'
export { ARCHIVE_LIMITS, type ArchiveLimits } from './archive-limits.ts'
export { identifyFile, type FileIdentity } from './identify-file.ts'
export { inspectArchive, type ArchiveInspection } from './inspect-archive.ts'
