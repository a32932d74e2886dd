import type { IndexRef } from '../artifact/index.ts'
import type { Sha256 } from '../encoding/index.ts'
import type { ProjectName, Version } from '../python/index.ts'
import type { ProjectStatus } from './fact.ts'

/** One file of a project's page, as far as it matters for what is decided about releases. All of it is the index's word. */
export interface ListedFile {
  readonly filename: string
  readonly version: Version
  readonly kind: 'wheel' | 'sdist'
  readonly sha256: Sha256 | null
  /** PEP 700, in seconds since the epoch, UTC; null where the index says none. */
  readonly uploadedAt: number | null
  /** True where the page names provenance for it (PEP 740). */
  readonly attested: boolean
  /** PEP 592: false, true, or the reason. */
  readonly yanked: string | boolean
}

/** A project's page, compact. */
export interface Listing {
  readonly index: IndexRef
  readonly project: ProjectName
  /** PEP 792; null where the page says none. */
  readonly status: { readonly status: ProjectStatus; readonly why: string | null } | null
  /** True where the page could name provenance: Simple API 1.3, or one that has the key. */
  readonly offersProvenance: boolean
  /** Names of files whose very digests the person pinned. Absent: of none. */
  readonly pinned?: readonly string[]
  readonly files: readonly ListedFile[]
}

/** A listing with what is known of when its files were published. */
export interface DatedListing extends Omit<Listing, 'files'> {
  readonly files: readonly DatedFile[]
}

export interface DatedFile extends ListedFile {
  /** Seconds since the epoch, UTC: the index's word, or else this machine's memory; null where nobody knows. */
  readonly publishedAt: number | null
}

/** A release that is kept out of the page that pip gets, because it is too young (`onTooYoung: older`). */
export interface Withheld {
  readonly version: Version
  readonly filenames: readonly string[]
  /** Seconds since the epoch, UTC. */
  readonly publishedAt: number
  /** From then on it passes. */
  readonly passesAt: number
  /** What the policy asks for, in seconds. */
  readonly minAgeSeconds: number
  readonly policy: string
  readonly rule: string
}

/** Why a project's page is not asked for at an index. */
export interface PageDenial {
  readonly code: 'TC4001' | 'TC4011'
  readonly policy: string
  readonly rule: string
  readonly words: string
}
