import { MAX_LISTED_FILES as FRAME_FILES, ProtocolError, type ReleasesQuestion } from '../protocol/index.ts'
import type { ListedFile, Listing } from '../verdict/index.ts'

/** Listings of one session that have not come whole yet. */
export interface ListingFrames {
  /** The listing, when this frame is its last; null while more are to come. Throws `ProtocolError` `malformed` or `too-large`. */
  take(question: ReleasesQuestion): Listing | null
}

/** Listings that one session may have under way: as many as pages that one interceptor asks for at once. */
export const MAX_OPEN_LISTINGS = 64
/** Files of all of them, of about 400 bytes each: one listing of the largest size, and many of the usual. */
export const MAX_HELD_FILES = 250_000

interface OpenListing {
  /** What every frame must say alike. */
  readonly head: string
  readonly files: ListedFile[]
}

/** An incomplete listing is forgotten with its session, or when it begins anew. */
export function listingFrames(): ListingFrames {
  const open = new Map<string, OpenListing>()
  let held = 0
  const forget = (key: string): void => {
    held -= open.get(key)?.files.length ?? 0
    open.delete(key)
  }
  return {
    take: (question) => {
      const { run, index, project, status, offersProvenance, pinned, frame, frames, files } = question
      const key = `${run.id} ${index.url} ${project}`
      if (frame === 0) forget(key)
      const listing = frame === 0 ? { head: headOf(question), files: [] } : open.get(key)
      const isLast = frame + 1 === frames
      if (listing === undefined || !follows(question, listing) || (!isLast && files.length !== FRAME_FILES)) {
        forget(key)
        throw outOfOrder(question)
      }
      if (
        (frame === 0 && !isLast && open.size >= MAX_OPEN_LISTINGS) ||
        held + files.length > MAX_HELD_FILES
      ) {
        forget(key)
        throw tooMany(question)
      }
      listing.files.push(...files)
      held += files.length
      open.set(key, listing)
      if (!isLast) return null
      forget(key)
      const whole = { index, project, status, offersProvenance, files: listing.files }
      return pinned === undefined ? whole : { ...whole, pinned }
    },
  }
}

/** Frames come one after the other, and of one and the same page. */
function follows(question: ReleasesQuestion, { head, files }: OpenListing): boolean {
  const { frame, frames } = question
  return frame < frames && files.length === frame * FRAME_FILES && headOf(question) === head
}

function headOf({ frames, status, offersProvenance, index }: ReleasesQuestion): string {
  return JSON.stringify([frames, status, offersProvenance, index.insecure])
}

function outOfOrder({ id, frame, frames, project }: ReleasesQuestion): ProtocolError {
  const message = `frame ${frame + 1} of ${frames} of the listing of \`${project}\` does not follow on the one before`
  return new ProtocolError('malformed', { message }, id)
}

function tooMany({ id }: ReleasesQuestion): ProtocolError {
  const message = `more than ${MAX_OPEN_LISTINGS} listings, or ${MAX_HELD_FILES} files of them, are under way in one session`
  return new ProtocolError('too-large', { message }, id)
}
