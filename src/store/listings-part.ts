import type { ProjectName } from '../python/index.ts'
import { sha256Of } from '../encoding/index.ts'
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
  const get = prepare('SELECT content, mark FROM listings WHERE index_url = ? AND project = ?')
  const digestOf = prepare('SELECT digest FROM listings WHERE index_url = ? AND project = ?')
  const put = prepare(
    'INSERT OR REPLACE INTO listings (index_url, project, at, digest, content, mark) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const touch = prepare('UPDATE listings SET at = ? WHERE index_url = ? AND project = ?')
  const homes = prepare('SELECT index_url FROM listings WHERE project = ? ORDER BY index_url LIMIT 100')
  return {
    listing: inWords((index: string, project: ProjectName) => {
      const content = unmarked(keyOf(index, project), get.get(index, project))
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the mark shows that it is what keepListing wrote
      return content === null ? null : (JSON.parse(content) as KeptListing)
    }),
    keepListing: inWords((listing: KeptListing) => {
      const { index, project, lastListedAt } = listing
      const { lastListedAt: _at, ...lasting } = listing
      const digest = sha256Of(Buffer.from(JSON.stringify(lasting)))
      if (digestOf.get(index, project)?.['digest'] === digest) touch.run(lastListedAt, index, project)
      else {
        const { content, mark } = marked(keyOf(index, project), bounded(listing))
        put.run(index, project, lastListedAt, digest, content, mark)
      }
    }),
    seenOn: inWords((project: ProjectName) => homes.all(project).map((row) => textOf(row, 'index_url'))),
  }
}

function keyOf(index: string, project: ProjectName): string {
  return `${index} ${project}`
}

/** Too long a list loses what was never attested first, and then the oldest: what is forgotten can't be lost. */
function bounded(listing: KeptListing): string {
  const content = JSON.stringify(listing)
  if (Buffer.byteLength(content) <= MAX_LISTING_BYTES) return content
  const { files } = listing
  const attested = files.filter(({ everAttested }) => everAttested)
  const left = attested.length < files.length ? attested : files.slice(Math.ceil(files.length / 2))
  return bounded({ ...listing, files: left })
}
