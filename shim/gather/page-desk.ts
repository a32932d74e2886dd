import type { Withheld } from '../../src/verdict/index.ts'
import { publicAddress, type OpenRun, type ServedPage } from '../runs/index.ts'
import type { DaemonLink } from './daemon-link.ts'
import type { Fetch } from './fetch.ts'
import { indexRefOf } from './index-ref.ts'
import { listingOf } from './listing.ts'
import { pageOrigin, type PageOrigin } from './page-origin.ts'
import { perRun } from './per-run.ts'
import { privateNames } from './private-names.ts'
import { projectOfServed } from './served-project.ts'

/** Whether pages may be asked for, and what of them pip is to get. */
export interface PageDesk {
  /** Whether an index must not be asked for this page; the run is told why. */
  denies(run: OpenRun, url: URL): Promise<boolean>
  /** Tells the daemon what an index lists; resolves with the names of files that are to be kept out of the page. */
  told(run: OpenRun, page: ServedPage): Promise<ReadonlySet<string>>
}

const NOTHING: ReadonlySet<string> = new Set()

/** The desk over a daemon; `fetch` asks private indexes. */
export function pageDesk(daemon: DaemonLink, fetch: Fetch): PageDesk {
  const names = privateNames(fetch)
  const decided = perRun<boolean>()
  const denial = async (run: OpenRun, origin: PageOrigin): Promise<boolean> => {
    const { project } = origin
    const index = indexRefOf(origin.index)
    const { denial: denied, privateIndexes } = await daemon.page({ run: run.asRun(), index, project })
    if (denied !== null) {
      const { code, policy, rule, words } = denied
      return deny(run, {
        type: 'page-denied',
        code,
        detail: `${project} was not asked for at ${index.url}: ${words} (policy ${policy}, rule ${rule})`,
      })
    }
    if (privateIndexes.some((each) => sameIndex(each, index.url))) return false
    const home = await names.homeOf(run, project, privateIndexes)
    if (home === null) return false
    if (home.said === 'has') {
      const detail = `${project} was not asked for at ${index.url}: the private index ${home.index} has it`
      return deny(run, { type: 'page-denied', code: 'TC4011', detail })
    }
    const detail = `${project} was not asked for at ${index.url}: the private index ${home.index} did not say whether the name is its own`
    return deny(run, { type: 'private-index-refused', code: 'TC4018', detail })
  }
  return {
    async denies(run, url) {
      const origin = pageOrigin(run, url)
      if (origin === null) return false
      const key = `${publicAddress(origin.index)} ${origin.project}`
      try {
        return await decided(run, key, () => denial(run, origin))
      } catch (error) {
        // Whose name this is only the daemon knows: without it no index is told.
        const detail = `${origin.project} was not asked for: ${wordsOf(error)}`
        return deny(run, { type: 'page-denied', code: 'TC5001', detail })
      }
    },
    async told(run, served) {
      const project = projectOfServed(served)
      if (project === undefined) return NOTHING
      try {
        const withheld = await daemon.releases(run.asRun(), listingOf(served.page, served.index, project))
        return note(run, project, withheld)
      } catch (error) {
        // What should have been kept out of the page is refused when pip asks for it.
        run.ledger.event({ type: 'listing-untold', code: null, detail: wordsOf(error) })
        return NOTHING
      }
    },
  }
}

function note(run: OpenRun, project: string, withheld: readonly Withheld[]): ReadonlySet<string> {
  if (withheld.length === 0) return NOTHING
  run.ledger.withhold(project, withheld)
  return new Set(withheld.flatMap(({ filenames }) => filenames))
}

function deny(run: OpenRun, event: Parameters<OpenRun['ledger']['event']>[0]): true {
  run.ledger.event(event)
  return true
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : 'no answer'
}

function sameIndex(one: string, other: string): boolean {
  return one.replace(/\/*$/, '') === other.replace(/\/*$/, '')
}
