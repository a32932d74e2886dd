import { BoundedCache } from './bounded-cache.ts'
import type { KeptListing, KnownFacts, Store } from './store.ts'

/** Facts of about 3 KB each: some 12 MB at most. */
const MAX_HOT_FACTS = 4096
/** Files of all listings in memory, of about 400 bytes each: some 40 MB at most. */
const MAX_HOT_FILES = 100_000
/** A listing that says nothing new is written down this often: when it was last seen decides what is forgotten. */
const SEEN_AGAIN_SECONDS = 86_400

interface HotLimits {
  readonly maxFacts?: number
  readonly maxFiles?: number
}

/** The same store with the facts and listings used last in memory. Decisions are never kept there. */
export function hotStore(
  store: Store,
  { maxFacts = MAX_HOT_FACTS, maxFiles = MAX_HOT_FILES }: HotLimits = {},
): Store {
  const facts = new BoundedCache<KnownFacts>(maxFacts)
  const listings = new BoundedCache<KeptListing>(maxFiles, ({ files }) => 1 + files.length)
  return {
    ...store,
    facts: async (key) => {
      const known = facts.get(key) ?? (await store.facts(key))
      if (known !== null) facts.set(key, known)
      return known
    },
    keepFacts: async (key, known) => {
      await store.keepFacts(key, known)
      facts.set(key, known)
    },
    listing: async (index, project) => {
      const key = keyOf({ index, project })
      const known = listings.get(key) ?? (await store.listing(index, project))
      if (known !== null) listings.set(key, known)
      return known
    },
    keepListing: async (listing) => {
      const key = keyOf(listing)
      const known = listings.get(key)
      if (known !== undefined && saysNothingNew(known, listing)) return
      // Should it fail, what is in memory must not be more than what is on the disk.
      listings.delete(key)
      await store.keepListing(listing)
      listings.set(key, listing)
    },
  }
}

function keyOf({ index, project }: Pick<KeptListing, 'index' | 'project'>): string {
  return `${index} ${project}`
}

function saysNothingNew(known: KeptListing, next: KeptListing): boolean {
  return (
    known.files === next.files &&
    known.offersProvenance === next.offersProvenance &&
    known.status?.status === next.status?.status &&
    known.status?.why === next.status?.why &&
    next.lastListedAt - known.lastListedAt < SEEN_AGAIN_SECONDS
  )
}
