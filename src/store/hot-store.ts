import { BoundedCache } from './bounded-cache.ts'
import type { RememberedPublisher } from '../verdict/index.ts'
import type { KeptListing, KnownFacts, Store } from './store.ts'

/** Facts of about 3 KB each: some 12 MB at most. */
const MAX_HOT_FACTS = 4096
/** Files of all listings in memory, of about 400 bytes each: some 40 MB at most. */
const MAX_HOT_FILES = 100_000
/** Projects whose publishers and indexes are in memory, of some 600 bytes for each publisher. */
const MAX_HOT_PROJECTS = 2048
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
  const projects = hotProjects(store)
  return {
    ...store,
    ...projects,
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
      await projects.keepListing(listing)
      listings.set(key, listing)
    },
  }
}

/** Before it is written, so that a failure leaves nothing in memory that is not on the disk; and after it, for who asked meanwhile. */
async function changing(
  cache: Pick<BoundedCache<unknown>, 'delete'>,
  project: string,
  write: () => Promise<void>,
): Promise<void> {
  cache.delete(project)
  await write()
  cache.delete(project)
}

/** Who is remembered for a project, and where it was seen: asked about each of its files, and seldom anything new. */
function hotProjects(
  store: Store,
): Pick<Store, 'record' | 'publishers' | 'rememberPublisher' | 'forgetPublisher' | 'seenOn' | 'keepListing'> {
  const publishers = new BoundedCache<readonly RememberedPublisher[]>(MAX_HOT_PROJECTS)
  const homes = new BoundedCache<readonly string[]>(MAX_HOT_PROJECTS)
  return {
    record: async (entry) => {
      await store.record(entry)
      for (const { project } of entry.publishers) publishers.delete(project)
    },
    publishers: async (project) => {
      if (project === null) return await store.publishers(null)
      const known = publishers.get(project) ?? (await store.publishers(project))
      publishers.set(project, known)
      return known
    },
    rememberPublisher: (remembered) =>
      changing(publishers, remembered.project, () => store.rememberPublisher(remembered)),
    forgetPublisher: (remembered) =>
      changing(publishers, remembered.project, () => store.forgetPublisher(remembered)),
    seenOn: async (project) => {
      const known = homes.get(project) ?? (await store.seenOn(project))
      homes.set(project, known)
      return known
    },
    keepListing: (listing) => changing(homes, listing.project, () => store.keepListing(listing)),
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
