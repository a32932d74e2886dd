import type { IndexRef } from '../artifact/index.ts'
import type { ProjectName } from '../python/index.ts'
import type { ListedFile, Listing, PageDenial, Run, Withheld } from '../verdict/index.ts'
import type { Envelope } from './envelope.ts'

/**
 * A project's page, in frames: a page can have 4,400 files. Frames of one session and project come in order; the
 * listing counts when the last one is there, and only that one is answered with what is withheld.
 */
export interface ReleasesQuestion extends Envelope {
  readonly type: 'releases'
  readonly run: Run
  readonly index: IndexRef
  readonly project: ProjectName
  readonly status: Listing['status']
  readonly offersProvenance: boolean
  /** Names of files, of any frame, whose very digests the person pinned. Absent: of none. */
  readonly pinned?: readonly string[]
  /** From 0. */
  readonly frame: number
  readonly frames: number
  readonly files: readonly ListedFile[]
}

export interface ReleasesReply extends Envelope {
  readonly type: 'releases'
  /** What is to be kept out of the page that pip gets. */
  readonly withheld: readonly Withheld[]
}

/** «May this index be asked about this project?» Asked before its page is. */
export interface PageQuestion extends Envelope {
  readonly type: 'page'
  readonly run: Run
  readonly index: IndexRef
  readonly project: ProjectName
}

export interface PageReply extends Envelope {
  readonly type: 'page'
  /** Null: it may be. */
  readonly denial: PageDenial | null
  /** URLs of private indexes: those that the run uses must be asked first, and none may have the project. */
  readonly privateIndexes: readonly string[]
}
