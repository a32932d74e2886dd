import type { Sha256 } from '../encoding/index.ts'
import type { ProjectName, Version } from '../python/index.ts'

/** What an artifact is, by its own form and not by its name alone. */
export type ArtifactKind = 'wheel' | 'sdist' | 'vcs' | 'directory'

/**
 * How an artifact reached pip. `cache` is pip's HTTP cache; `wheel-cache` a wheel that pip built earlier and kept;
 * `derived` a wheel that pip has just built from a source that this run judged.
 */
export type Channel =
  'index' | 'direct-url' | 'find-links' | 'file' | 'cache' | 'wheel-cache' | 'derived' | 'vcs' | 'directory'

/** The index that named an artifact. `url` is its base without credentials, query or fragment. */
export interface IndexRef {
  readonly url: string
  /** True where the page or file came over plain http from another machine. */
  readonly insecure: boolean
}

interface ArtifactOrigin {
  readonly channel: Channel
  readonly index: IndexRef | null
  /** Where the bytes came from, without credentials: an URL, or a path for local files. */
  readonly location: string
  /** False where a remote text (a requirements file that was fetched) named it rather than the person. */
  readonly namedByUser: boolean
}

/** A file of known bytes. */
export interface FileArtifact extends ArtifactOrigin {
  readonly kind: 'wheel' | 'sdist'
  readonly project: ProjectName
  readonly version: Version
  readonly filename: string
  readonly sha256: Sha256
  /** Bytes; null while only the index's word for the digest is known. */
  readonly size: number | null
}

/** A source tree without a digest of its own: a commit of a repository, or a local folder. */
export interface TreeArtifact extends ArtifactOrigin {
  readonly kind: 'vcs' | 'directory'
  /** Null until pip has read the tree's metadata. */
  readonly project: ProjectName | null
  readonly commit: string | null
}

/** The thing that is judged. Project, version and digest of a file are always known: what is not identified is refused before. */
export type Artifact = FileArtifact | TreeArtifact
