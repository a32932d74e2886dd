import { ClientError } from '../../src/client/index.ts'
import type { IndexPage } from '../../src/python/index.ts'
import type { OpenRun, ServedPage } from '../runs/index.ts'
import type { DaemonLink } from './daemon-link.ts'
import { listingOf } from './listing.ts'
import { unansweredCode } from './refusal.ts'
import { projectOfServed } from './served-project.ts'

/** Tells the daemon what the pages of indexes list. */
export interface ToldListings {
  /**
   * Resolves with the names of files that are to be kept out of the page; `listed` is what the index lists where that is more
   * than the page says. Where the daemon can't be told, the page passes,
   * the run is told so once, and `settle` tries again before any of its files is judged.
   */
  told(run: OpenRun, page: ServedPage, listed?: IndexPage): Promise<ReadonlySet<string>>
  /** Makes sure that the daemon knows what a page lists. Rejects with a `ClientError` where it still can't be told. */
  settle(run: OpenRun, page: ServedPage): Promise<void>
}

const NOTHING: ReadonlySet<string> = new Set()

/** Nothing has been told yet. */
export function toldListings(daemon: DaemonLink): ToldListings {
  const untold = new WeakMap<ServedPage, IndexPage>()
  const warned = new WeakSet<OpenRun>()
  const tell = async (run: OpenRun, page: ServedPage, listed: IndexPage): Promise<ReadonlySet<string>> => {
    const project = projectOfServed(page)
    if (project === undefined) return NOTHING
    const { listing, untellable } = listingOf(listed, { index: page.index, project, pins: run.pins })
    const withheld = await daemon.releases(run.asRun(), listing)
    if (page.givenToPip && withheld.length > 0) run.ledger.withhold(project, withheld)
    return new Set([...withheld.flatMap(({ filenames }) => filenames), ...untellable])
  }
  return {
    async told(run, page, listed = page.page) {
      try {
        return await tell(run, page, listed)
      } catch (error) {
        untold.set(page, listed)
        if (!warned.has(run)) run.ledger.event(untoldEvent(error))
        warned.add(run)
        return NOTHING
      }
    },
    async settle(run, page) {
      const listed = untold.get(page)
      if (listed === undefined) return
      await tell(run, page, listed)
      untold.delete(page)
    },
  }
}

function untoldEvent(error: unknown): Parameters<OpenRun['ledger']['event']>[0] {
  const words = error instanceof ClientError ? error.message : String(error)
  const detail = `what the index lists could not be judged: ${words}; nothing of it is let through until it is`
  return { type: 'listing-untold', code: unansweredCode(error), detail }
}
