/** What was built, as a record has it: enough to get it again. */
export type SourceIdentity = GitIdentity | SdistIdentity

export interface GitIdentity {
  readonly kind: 'git'
  /** Without credentials; null for a repository that has no `origin`. */
  readonly remote: string | null
  /** All its hexadecimal digits. */
  readonly commit: string
  readonly tag: string | null
  /** The project's folder in the repository, `.` for the top. */
  readonly subfolder: string
}

export interface SdistIdentity {
  readonly kind: 'sdist'
  readonly filename: string
  readonly sha256: string
}

/** Something to build, of which any number of fresh copies can be had. */
export interface Source {
  readonly identity: SourceIdentity
  /** Seconds since the epoch, UTC: the commit's, or that of the newest file. */
  readonly epochSeconds: number
  /** Writes a fresh copy into an empty folder, in order; modes 0644 and 0755, times the epoch. Returns the project's folder. */
  readonly copyTo: (folder: string) => Promise<string>
}

export interface SourceWish {
  /** A folder below git, or a source distribution. */
  readonly path: string
  /** Must stand for the commit that is built. */
  readonly tag: string | null
  /** Instead of the source's own time. */
  readonly epochSeconds: number | null
  /** Absolute paths of files and folders in it that may differ from the commit: outputs, and a lock that is made. */
  readonly mayDiffer: readonly string[]
}

/** `2024-11-27T12:00:00Z` */
export function iso(epochSeconds: number): string {
  return `${new Date(epochSeconds * 1000).toISOString().slice(0, 19)}Z`
}
