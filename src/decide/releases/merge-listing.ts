import type { KeptFile, KeptListing } from '../../store/index.ts'
import type { ListedFile, Listing } from '../../verdict/index.ts'

/** Files that are remembered of one project of an index: as many as one page may have. */
export const MAX_KEPT_FILES = 200_000
/** How far an index's clock may be before this machine's. */
const CLOCK_SKEW_SECONDS = 86_400
/** No index is older than this: 1 January 2000. */
const FIRST_UPLOAD = 946_684_800

/** What is known after a listing, and what of the listing could not be taken for what it says. */
export interface Merged {
  readonly kept: KeptListing
  readonly ignored: readonly string[]
}

/**
 * What is known of a project after a listing of it: files that are no longer listed stay known, and what was attested
 * once stays known as attested. Of two files of one name the first counts; times of upload that can't be are taken for
 * none. A listing that says nothing new leaves the very list of files that was known. `now` in seconds since the epoch.
 */
export function mergeListing(kept: KeptListing | null, listing: Listing, now: number): Merged {
  const known = new Map((kept?.files ?? []).map((file) => [file.filename, file]))
  const listed = new Map<string, KeptFile>()
  const odd = { twice: 0, times: 0 }
  for (const file of listing.files) {
    if (listed.has(file.filename)) odd.twice += 1
    else {
      const isTime = file.uploadedAt === null || isPlausible(file.uploadedAt, now)
      if (!isTime) odd.times += 1
      const sound = isTime ? file : { ...file, uploadedAt: null }
      listed.set(file.filename, merged(sound, known.get(file.filename), now))
    }
  }
  const gone = (kept?.files ?? []).filter(({ filename }) => !listed.has(filename))
  const files = bounded([...listed.values(), ...gone])
  return {
    kept: {
      index: listing.index.url,
      project: listing.project,
      firstListedAt: kept?.firstListedAt ?? now,
      lastListedAt: now,
      status: listing.status,
      offersProvenance: listing.offersProvenance || (kept?.offersProvenance ?? false),
      files: kept !== null && isSameList(files, kept.files) ? kept.files : files,
    },
    ignored: [
      ...(odd.twice === 0 ? [] : [`${odd.twice} files whose names are listed twice`]),
      ...(odd.times === 0 ? [] : [`${odd.times} times of upload that can not be`]),
    ],
  }
}

function isPlausible(uploadedAt: number, now: number): boolean {
  return uploadedAt >= FIRST_UPLOAD && uploadedAt <= now + CLOCK_SKEW_SECONDS
}

/** The very file that was known where nothing changed. Other bytes under a known name are as new as they look. */
function merged(file: ListedFile, known: KeptFile | undefined, now: number): KeptFile {
  if (known === undefined) return { ...file, firstSeenAt: now, everAttested: file.attested }
  const isOther = file.sha256 !== null && known.sha256 !== null && file.sha256 !== known.sha256
  const isUnchanged =
    !isOther &&
    known.sha256 === file.sha256 &&
    known.uploadedAt === file.uploadedAt &&
    known.attested === file.attested &&
    known.yanked === file.yanked &&
    known.version === file.version &&
    known.kind === file.kind
  if (isUnchanged) return known
  return {
    ...file,
    firstSeenAt: isOther ? now : known.firstSeenAt,
    everAttested: file.attested || known.everAttested,
  }
}

/** What was never attested is forgotten first: nothing is lost with it. */
function bounded(files: readonly KeptFile[]): readonly KeptFile[] {
  if (files.length <= MAX_KEPT_FILES) return files
  const byWeight = [
    ...files.filter(({ everAttested }) => everAttested),
    ...files.filter(({ everAttested }) => !everAttested),
  ]
  return byWeight.slice(0, MAX_KEPT_FILES)
}

function isSameList(a: readonly KeptFile[], b: readonly KeptFile[]): boolean {
  return a.length === b.length && a.every((file, at) => file === b[at])
}
