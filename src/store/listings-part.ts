import type { ProjectName } from '../python/index.ts'
import { marked, textOf, unmarked } from './rows.ts'
import type { InWords, Prepare } from './sqlite-part.ts'
import type { KeptListing, Store } from './store.ts'

/** Bytes of one listing: about 100,000 files. */
export const MAX_LISTING_BYTES = 32 * 1024 * 1024

/** Listings, one row for each project of an index, written only when they changed. */
export function listingsPart(
  prepare: Prepare,
  inWords: InWords,
): Pick<Store, 'listing' | 'keepListing' | 'seenOn'> {
  const get = prepare('SELECT at, content, mark FROM listings WHERE index_url = ? AND project = ?')
  const markOf = prepare('SELECT mark FROM listings WHERE index_url = ? AND project = ?')
  const put = prepare(
    'INSERT OR REPLACE INTO listings (index_url, project, at, content, mark) VALUES (?, ?, ?, ?, ?)',
  )
  const touch = prepare('UPDATE listings SET at = ? WHERE index_url = ? AND project = ?')
  const homes = prepare('SELECT index_url FROM listings WHERE project = ? ORDER BY index_url LIMIT 100')
  return {
    listing: inWords((index: string, project: ProjectName) => {
      const row = get.get(index, project)
      const content = unmarked(keyOf(index, project), row)
      if (content === null) return null
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the mark shows that it is what keepListing wrote
      const lasting = JSON.parse(content) as Lasting
      return { ...lasting, lastListedAt: Number(row?.['at']) }
    }),
    keepListing: inWords(({ lastListedAt, ...lasting }: KeptListing) => {
      const { index, project } = lasting
      const { content, mark } = marked(keyOf(index, project), bounded(lasting))
      if (markOf.get(index, project)?.['mark'] === mark) touch.run(lastListedAt, index, project)
      else put.run(index, project, lastListedAt, content, mark)
    }),
    seenOn: inWords((project: ProjectName) => homes.all(project).map((row) => textOf(row, 'index_url'))),
  }
}

/** What does not change with every look: a listing that says the same has the same mark. */
type Lasting = Omit<KeptListing, 'lastListedAt'>

function keyOf(index: string, project: ProjectName): string {
  return `${index} ${project}`
}

/** Too long a list loses what was never attested first, and then the oldest: what is forgotten can't be lost. */
function bounded(listing: Lasting): string {
  const content = JSON.stringify(listing)
  if (Buffer.byteLength(content) <= MAX_LISTING_BYTES) return content
  const { files } = listing
  const attested = files.filter(({ everAttested }) => everAttested)
  const left = attested.length < files.length ? attested : files.slice(Math.ceil(files.length / 2))
  return bounded({ ...listing, files: left })
}
