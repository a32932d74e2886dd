import type { IndexRef } from '../../src/artifact/index.ts'
import {
  parseSdistFilename,
  parseUploadTime,
  parseWheelFilename,
  type IndexFile,
  type IndexPage,
  type ProjectName,
} from '../../src/python/index.ts'
import type { ListedFile, Listing, ProjectStatus } from '../../src/verdict/index.ts'

/** Files of one listing that the daemon is told. */
const MAX_TOLD_FILES = 200_000
/** Words of an index, as far as they are told. */
const MAX_WORDS = 1000

const STATUSES: ReadonlySet<string> = new Set(['active', 'archived', 'quarantined', 'deprecated'])

/** A project's page as the daemon is told it: files whose names say no release of the project are left out. */
export function listingOf(page: IndexPage, index: IndexRef, project: ProjectName): Listing {
  const files = page.files.flatMap((file) => listedFile(file, project))
  return {
    index,
    project,
    status: statusOf(page),
    offersProvenance: offersProvenance(page),
    files: files.slice(0, MAX_TOLD_FILES),
  }
}

function listedFile(file: IndexFile, project: ProjectName): readonly ListedFile[] {
  const { filename, sha256, provenance, yanked, uploadTime } = file
  const kind = filename.endsWith('.whl') ? 'wheel' : 'sdist'
  const named = kind === 'wheel' ? parseWheelFilename(filename) : parseSdistFilename(filename, project)
  if (named === null || named.project !== project) return []
  return [
    {
      filename,
      version: named.version,
      kind,
      sha256,
      uploadedAt: uploadTime === null ? null : parseUploadTime(uploadTime),
      attested: provenance !== null,
      yanked: typeof yanked === 'string' ? yanked.slice(0, MAX_WORDS) : yanked,
    },
  ]
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
