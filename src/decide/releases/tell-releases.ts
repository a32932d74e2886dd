import type { Listing, PageDenial, Run, Withheld } from '../../verdict/index.ts'
import type { World } from '../world.ts'
import { mergeListing } from './merge-listing.ts'
import { datedListing } from './published-at.ts'

/** Remembers what an index lists of a project, and says what of it is to be kept out of the page. */
export async function tellReleases(run: Run, listing: Listing, world: World): Promise<readonly Withheld[]> {
  const { store, policy } = world
  const at = world.now()
  const before = await store.listing(listing.index.url, listing.project)
  const kept = mergeListing(before, listing, at)
  // A page without files is no home of the name.
  if (kept.files.length > 0) await store.keepListing(kept)
  return policy.kind === 'unusable' ? [] : policy.withhold(datedListing(listing, kept, at), run, at)
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
