import type { KeptFile, KeptListing } from '../../store/index.ts'
import type { AgeFact } from '../../verdict/index.ts'

type Published = Pick<Extract<AgeFact, { result: 'ok' }>, 'publishedAt' | 'by'>

/** Listed from the first look for this long, a file counts as published then. */
const KNOWN_LONG_SECONDS = 30 * 86_400

/**
 * When a file was published: the index's word, or else when this machine first saw it in a listing that it knew before.
 * Of files that were there at the first look nobody knows, until that look is long ago. `now` in seconds since the epoch.
 */
export function publishedAt(file: KeptFile, { firstListedAt }: KeptListing, now: number): Published | null {
  if (file.uploadedAt !== null) return { publishedAt: file.uploadedAt, by: 'index' }
  if (file.firstSeenAt > firstListedAt || now - firstListedAt >= KNOWN_LONG_SECONDS) {
    return { publishedAt: file.firstSeenAt, by: 'first-seen' }
  }
  return null
}
