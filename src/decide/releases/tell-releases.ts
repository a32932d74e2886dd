import { bypassed } from '../../policy/index.ts'
import type { DatedListing, Listing, PageDenial, Run, Withheld } from '../../verdict/index.ts'
import type { Listed } from './release-facts.ts'
import type { World } from '../world.ts'
import { mergeListing } from './merge-listing.ts'
import { publishedAt } from './published-at.ts'

export interface ToldReleases {
  readonly withheld: readonly Withheld[]
  /** What of the listing was not taken for what it says, in a reader's words. */
  readonly ignored: readonly string[]
}

/**
 * Remembers what an index lists of a project, and says what of it is to be kept out of the page: nothing while the policy
 * is bypassed, since the young file itself is then let through with a warning.
 */
export async function tellReleases(run: Run, listing: Listing, world: World): Promise<ToldReleases> {
  const { store, policy } = world
  const at = world.now()
  const before = await store.listing(listing.index.url, listing.project)
  const { kept, ignored } = mergeListing(before, listing, at)
  // A page without files is no home of the name.
  if (kept.files.length > 0) await store.keepListing(kept)
  if (policy.kind === 'unusable') return { withheld: [], ignored }
  if (bypassed({ bypass: await store.bypass(at), run }, 'block', at) === 'used')
    return { withheld: [], ignored }
  const dated = datedListing(listing, { listing: kept, history: world.histories(kept) }, at)
  return { withheld: policy.withhold(dated, run, at), ignored }
}

/** The files that a page lists, with what is known of when they were published. */
function datedListing(listing: Listing, { listing: kept, history }: Listed, now: number): DatedListing {
  const files = listing.files.map((file) => {
    const known = history.file(file.filename)
    return { ...file, publishedAt: known && (publishedAt(known, kept, now)?.publishedAt ?? null) }
  })
  return { ...listing, files }
}

/** Whether an index may be asked about a project, and which private indexes must be asked before. */
export async function mayAskIndex(
  { run, index, project }: Pick<Listing, 'index' | 'project'> & { readonly run: Run },
  { store, policy }: World,
): Promise<{ readonly denial: PageDenial | null; readonly privateIndexes: readonly string[] }> {
  // Without a policy every file is refused: then nothing is to be had from any index.
  if (policy.kind === 'unusable') return { denial: null, privateIndexes: [] }
  const seenOn = await store.seenOn(project)
  const denial = policy.page({ project, index, context: run.context, seenOn })
  return { denial, privateIndexes: policy.privateIndexes }
}
