import { MAX_LISTED_FILES as FRAME_FILES, ProtocolError, type ReleasesQuestion } from '../protocol/index.ts'
import type { ListedFile, Listing } from '../verdict/index.ts'

/** Listings of one session that have not come whole yet. */
export interface ListingFrames {
  /** The listing, when this frame is its last; null while more are to come. Throws `ProtocolError` `malformed` out of order. */
  take(question: ReleasesQuestion): Listing | null
}

/** Listings that one session may have under way: as many as pages that one interceptor asks for at once. */
export const MAX_OPEN_LISTINGS = 64

/** An incomplete listing is forgotten with its session, or when it begins anew. */
export function listingFrames(): ListingFrames {
  const open = new Map<string, ListedFile[]>()
  return {
    take(question) {
      const { run, index, project, status, offersProvenance, pinned, frame, frames, files } = question
      const key = `${run.id} ${index.url} ${project}`
      const before = frame === 0 ? [] : open.get(key)
      const expected = frame === 0 || before?.length === frame * FRAME_FILES
      if (before === undefined || !expected || (frame + 1 < frames && files.length !== FRAME_FILES)) {
        open.delete(key)
        throw outOfOrder(question)
      }
      const all = [...before, ...files]
      if (frame + 1 === frames) {
        open.delete(key)
        const listing = { index, project, status, offersProvenance, files: all }
        return pinned === undefined ? listing : { ...listing, pinned }
      }
      if (!open.has(key) && open.size >= MAX_OPEN_LISTINGS) throw tooMany(question)
      open.set(key, all)
      return null
    },
  }
}

function outOfOrder({ id, frame, frames, project }: ReleasesQuestion): ProtocolError {
  const message = `frame ${frame + 1} of ${frames} of the listing of \`${project}\` does not follow on the one before`
  return new ProtocolError('malformed', { message }, id)
}

function tooMany({ id }: ReleasesQuestion): ProtocolError {
  const message = `more than ${MAX_OPEN_LISTINGS} listings are under way in one session`
  return new ProtocolError('malformed', { message }, id)
}
