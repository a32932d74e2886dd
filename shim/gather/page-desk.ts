import type { IndexRef } from '../../src/artifact/index.ts'
import type { IndexPage, ProjectName } from '../../src/python/index.ts'
import { REASONS } from '../../src/verdict/index.ts'
import {
  publicAddress,
  type LocalRefusal,
  type OpenRun,
  type RunEvent,
  type ServedPage,
} from '../runs/index.ts'
import type { DaemonLink } from './daemon-link.ts'
import type { Fetch } from './fetch.ts'
import { fullerPage } from './fuller-page.ts'
import { indexRefOf } from './index-ref.ts'
import { pageOrigin, type PageOrigin } from './page-origin.ts'
import { isBelow, type PrivateHome, privateNames } from './private-names.ts'
import { refusal, unanswered } from './refusal.ts'
import { toldListings, type ToldListings } from './told-listings.ts'

/** Whether pages may be asked for, what of them pip is to get, and whose a name is. */
export interface PageDesk extends ToldListings {
  /**
   * Why an index must not be asked for this page, in one line; null where it may be. The run is told. `authorization`: what
   * pip sent for it, or what we would send.
   */
  denies(run: OpenRun, url: URL, authorization: string | null): Promise<string | null>
  /** What an index lists beyond a page of HTML alone. */
  fuller(run: OpenRun, page: ServedPage): Promise<IndexPage>
  /** The refusal of a file that is on no page of the private index that its name belongs to; null where none has the name. */
  foreign(run: OpenRun, file: ForeignFile): Promise<LocalRefusal | null>
}

/** A file that pip found beside every index. */
export interface ForeignFile {
  readonly project: ProjectName
  readonly filename: string
  readonly sha256: string | null
  readonly channel: LocalRefusal['channel']
  readonly location: string
  readonly index: IndexRef | null
}

/** The desk over a daemon; `fetch` asks private indexes. */
export function pageDesk(daemon: DaemonLink, fetch: Fetch): PageDesk {
  const listings = toldListings(daemon)
  const learnt = async (run: OpenRun, page: ServedPage): Promise<void> => {
    run.pages.remember(page)
    await listings.told(run, page)
  }
  const names = privateNames(fetch, learnt)
  /** URLs of the private indexes, as the daemon said them last. */
  const privates = new WeakMap<OpenRun, readonly string[]>()
  const mayAsk = async (run: OpenRun, { index, project }: PageOrigin) => {
    const answer = await daemon.page({ run: run.asRun(), index: indexRefOf(index), project })
    privates.set(run, answer.privateIndexes)
    return answer
  }
  const denial = async (run: OpenRun, url: URL, origin: PageOrigin): Promise<string | null> => {
    const { denial: denied, privateIndexes } = await mayAsk(run, origin)
    if (denied !== null) {
      const { code, policy, rule, words } = denied
      return deny(run, { code, detail: `${notAsked(origin)}: ${words} (policy ${policy}, rule ${rule})` })
    }
    if (isPrivate(url, privateIndexes)) return null
    const home = await names.homeOf(run, origin.project, privateIndexes, url)
    if (home?.said === 'has') {
      const detail = `${notAsked(origin)}: the private index ${home.index} has the project`
      return deny(run, { code: 'TC4011', detail })
    }
    return home === null ? null : refuse(run, silentRefusal(home, origin.project, publicAddress(url)))
  }
  return {
    ...listings,
    fuller: (run, page) => fullerPage(run, page, fetch),
    async denies(run, url, authorization) {
      const origin = pageOrigin(run, url)
      if (origin === null) return null
      run.sources.noteAsked(origin.index, authorization)
      try {
        return await denial(run, url, origin)
      } catch (error) {
        // Whose name this is only the daemon knows: without it no index is told.
        const place = { name: origin.project, sha256: null, channel: 'index', location: publicAddress(url) }
        return refuse(run, refusal({ ...place, ...unanswered(error, 'to know whose name this is') }))
      }
    },
    async foreign(run, file) {
      const [index] = run.sources.usedIndexUrls()
      if (index === undefined) return null
      const { project, filename, sha256, channel, location } = file
      const known = privates.get(run) ?? (await mayAsk(run, { index, project })).privateIndexes
      const source = URL.parse(file.index?.url ?? '')
      if (source !== null && isPrivate(source, known)) return null
      const home = await names.homeOf(run, project, known, null)
      if (home === null) return null
      const place = { name: filename, sha256, channel, location }
      if (home.said === 'silent') return { ...silentRefusal(home, project, location), ...place }
      const finding = { code: 'TC4011', expected: `the file from ${home.index}`, found: location } as const
      return refusal({ ...place, finding, hint: `pip install --index-url ${home.index} ${project}` })
    },
  }
}

const notAsked = ({ index, project }: PageOrigin): string =>
  `${project} was not asked for at ${indexRefOf(index).url}`

function isPrivate(url: URL, privateIndexes: readonly string[]): boolean {
  return privateIndexes.flatMap((each) => URL.parse(each) ?? []).some((index) => isBelow(index, url))
}

/** For a name that is somebody else's: pip finds it there, and nothing is wrong. */
function deny(
  run: OpenRun,
  event: Pick<RunEvent, 'detail'> & { readonly code: 'TC4001' | 'TC4011' },
): string {
  run.ledger.event({ type: 'page-denied', ...event })
  return `refused by pip-trust: ${event.code} ${REASONS[event.code].title}`
}

/** For a name that nobody knows whose it is: whatever else happens, the run has failed. */
function refuse(run: OpenRun, refused: LocalRefusal): string {
  run.ledger.record(refused)
  const { code } = refused.finding
  return `refused by pip-trust: ${code} ${REASONS[code].title}`
}

function silentRefusal({ index, found }: PrivateHome, project: string, location: string): LocalRefusal {
  return refusal({
    name: project,
    sha256: null,
    channel: 'index',
    location,
    finding: { code: 'TC4018', expected: `an answer of the private index ${index}`, found },
    hint: `try again when it answers: pip index versions --index-url ${index} ${project}`,
  })
}
