export type { Artifact, ArtifactKind, Channel, FileArtifact, IndexRef, TreeArtifact } from './artifact.ts'
