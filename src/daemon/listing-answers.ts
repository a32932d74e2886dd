import { tellReleases } from '../decide/index.ts'
import type { ReleasesQuestion } from '../protocol/index.ts'
import type { Withheld } from '../verdict/index.ts'
import type { Desk } from './desk.ts'
import type { ListingFrames } from './listing-frames.ts'

/** Files of one release that one entry of a reply names. */
const MAX_FILENAMES = 1000

/** Takes a frame of a listing; with the last one the listing is remembered, and what is too young is told. */
export async function takeListing(
  question: ReleasesQuestion,
  desk: Pick<Desk, 'world' | 'log'>,
  frames: ListingFrames,
): Promise<readonly Withheld[]> {
  const listing = frames.take(question)
  if (listing === null) return []
  const { withheld, ignored } = await tellReleases(question.run, listing, desk.world())
  for (const what of ignored) {
    const { project, index } = listing
    desk.log.write('warn', `of a listing were ignored: ${what}`, { project, index: index.url })
  }
  return withheld.flatMap(inParts)
}

function inParts(release: Withheld): readonly Withheld[] {
  const parts = Math.ceil(release.filenames.length / MAX_FILENAMES)
  return Array.from({ length: parts }, (_, at) => ({
    ...release,
    filenames: release.filenames.slice(at * MAX_FILENAMES, (at + 1) * MAX_FILENAMES),
  }))
}
