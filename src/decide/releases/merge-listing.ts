import type { KeptFile, KeptListing } from '../../store/index.ts'
import type { ListedFile, Listing } from '../../verdict/index.ts'

/** Files that are remembered of one project of an index; a page may have as many. */
export const MAX_KEPT_FILES = 200_000

/**
 * What is known of a project after a listing of it: files that are no longer listed stay known, and what was attested
 * once stays known as attested. Of two files of one name the first counts. `now` in seconds since the epoch.
 */
export function mergeListing(kept: KeptListing | null, listing: Listing, now: number): KeptListing {
  const known = new Map((kept?.files ?? []).map((file) => [file.filename, file]))
  const listed = new Map<string, KeptFile>()
  for (const file of listing.files) {
    if (!listed.has(file.filename)) listed.set(file.filename, seen(file, known.get(file.filename), now))
  }
  const gone = [...known.values()].filter(({ filename }) => !listed.has(filename))
  return {
    index: listing.index.url,
    project: listing.project,
    firstListedAt: kept?.firstListedAt ?? now,
    lastListedAt: now,
    status: listing.status,
    offersProvenance: listing.offersProvenance || (kept?.offersProvenance ?? false),
    files: [...listed.values(), ...gone].slice(0, MAX_KEPT_FILES),
  }
}

function seen(file: ListedFile, known: KeptFile | undefined, now: number): KeptFile {
  const everAttested = file.attested || (known?.everAttested ?? false)
  return { ...file, firstSeenAt: known?.firstSeenAt ?? now, everAttested }
}
