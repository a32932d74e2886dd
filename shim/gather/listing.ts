import type { IndexRef } from '../../src/artifact/index.ts'
import {
  parseSdistFilename,
  parseUploadTime,
  parseWheelFilename,
  type IndexFile,
  type IndexPage,
  type ProjectName,
} from '../../src/python/index.ts'
import type { Pins } from '../pip-settings/index.ts'
import type { ListedFile, Listing, ProjectStatus } from '../../src/verdict/index.ts'

/** Files of one listing that the daemon is told. */
const MAX_TOLD_FILES = 200_000
/** One file as it is told: a message of 1 MiB carries a thousand of them. */
export const MAX_TOLD_BYTES = 900
/** Pinned files of one page that are told. */
const MAX_PINNED = 100
/** Words of an index, as far as they are told. */
const MAX_WORDS = 1000

const STATUSES: ReadonlySet<string> = new Set(['active', 'archived', 'quarantined', 'deprecated'])

/** A project's page as the daemon is told it. */
export interface PageListing {
  readonly listing: Listing
  /** Files that name a release of the project and can't be told: nobody could judge their history. */
  readonly untellable: readonly string[]
}

/** Where a page came from, and what of it the person has pinned. */
export interface ListingOrigin {
  readonly index: IndexRef
  readonly project: ProjectName
  readonly pins: Pins
}

/** The compact form of a page. Files whose names say no release of the project are in neither list: pip passes them over as well. */
export function listingOf(page: IndexPage, { index, project, pins }: ListingOrigin): PageListing {
  const named = [...new Map(page.files.toReversed().map((file) => [file.filename, file])).values()]
    .toReversed()
    .flatMap((file) => listedFile(file, project))
  const told = named.flatMap((file) => fitting(file) ?? []).slice(0, MAX_TOLD_FILES)
  const known = new Set(told.map(({ filename }) => filename))
  return {
    listing: {
      index,
      project,
      status: statusOf(page),
      offersProvenance: offersProvenance(page),
      ...pinnedIn(told, pins),
      files: told,
    },
    untellable: named.flatMap(({ filename }) => (known.has(filename) ? [] : [filename])),
  }
}

function listedFile(file: IndexFile, project: ProjectName): readonly ListedFile[] {
  const { filename, sha256, provenance, yanked, uploadTime } = file
  const kind = filename.endsWith('.whl') ? 'wheel' : 'sdist'
  const named = kind === 'wheel' ? parseWheelFilename(filename) : parseSdistFilename(filename, project)
  if (named === null || named.project !== project) return []
  const uploadedAt = uploadTime === null ? null : parseUploadTime(uploadTime)
  return [
    { filename, version: named.version, kind, sha256, uploadedAt, attested: provenance !== null, yanked },
  ]
}

function pinnedIn(files: readonly ListedFile[], pins: Pins): Pick<Listing, 'pinned'> {
  const pinned = files.filter(({ sha256 }) => sha256 !== null && pins.has(sha256))
  return pinned.length === 0 ? {} : { pinned: pinned.slice(0, MAX_PINNED).map(({ filename }) => filename) }
}

/** The file within `MAX_TOLD_BYTES`, without the words of a reason where they are too many; null where the name alone is. */
function fitting(file: ListedFile): ListedFile | null {
  const forms = [file, { ...file, yanked: file.yanked !== false }]
  return forms.find((form) => Buffer.byteLength(JSON.stringify(form)) <= MAX_TOLD_BYTES) ?? null
}

/** A status that this version does not know is told as none: what it would mean nobody here knows. */
function statusOf({ status }: IndexPage): Listing['status'] {
  if (status === null || !isStatus(status.status)) return null
  return { status: status.status, why: status.why?.slice(0, MAX_WORDS) ?? null }
}

function isStatus(text: string): text is ProjectStatus {
  return STATUSES.has(text)
}

/** Simple API 1.3, or a page that has the key. */
function offersProvenance({ apiVersion, files }: IndexPage): boolean {
  const minor = Number(/^1\.(\d+)$/.exec(apiVersion ?? '')?.[1] ?? '0')
  return minor >= 3 || files.some(({ provenanceOffered }) => provenanceOffered)
}
