import type { ProjectName } from '../../src/python/index.ts'
import { addressKey, indexKey, publicAddress, type OpenRun, type ServedPage } from '../runs/index.ts'
import type { Fetch } from './fetch.ts'
import { askIndex } from './ask-index.ts'
import type { PageAnswer } from './fetch-page.ts'
import { indexRefOf } from './index-ref.ts'
import { pageUrlOf } from './page-origin.ts'
import { perRun } from './per-run.ts'

/** A private index in whose way a name is: it has the project, or does not say whether it has. */
export interface PrivateHome {
  readonly said: 'has' | 'silent'
  /** Its address, without credentials. */
  readonly index: string
  /** What it answered. */
  readonly found: string
}

/** Asks private indexes whether a name is theirs. */
export interface PrivateNames {
  /**
   * The first of the private indexes that this run uses and that has the project, or does not say; null where none is in
   * the way. `asking` is the address that somebody else is about to be asked at: an index that itself leads there says
   * that it has no page of its own. Null: nobody is.
   */
  homeOf(
    run: OpenRun,
    project: ProjectName,
    privateIndexes: readonly string[],
    asking: URL | null,
  ): Promise<PrivateHome | null>
}

/** Each index is asked once in a run about each project; `learnt` is told the pages that were found. */
export function privateNames(
  fetch: Fetch,
  learnt: (run: OpenRun, page: ServedPage) => Promise<void>,
): PrivateNames {
  const answers = perRun<PageAnswer>()
  /** Indexes that were silent for as long as there is time: they are not waited for again in that run. */
  const late = new WeakMap<OpenRun, Set<string>>()
  const ask = async (run: OpenRun, index: URL, project: ProjectName): Promise<PageAnswer> => {
    const key = indexKey(publicAddress(index))
    if (late.get(run)?.has(key)) return { kind: 'silent', found: 'no answer in time, as before', late: true }
    const url = pageUrlOf(index, project)
    const isElsewhere = (target: URL): boolean => belowAnother(run, index, target)
    const { answer, authorization } = await askIndex(run, index, { url, isElsewhere }, fetch)
    if (answer.kind === 'silent' && answer.late) late.set(run, (late.get(run) ?? new Set()).add(key))
    if (answer.kind === 'page' && answer.page.files.length > 0) {
      const { page } = answer
      const served = {
        url: answer.url,
        page,
        index: indexRefOf(index),
        channel: 'index',
        authorization,
      } as const
      await learnt(run, { ...served, givenToPip: false })
    }
    return answer
  }
  return {
    async homeOf(run, project, privateIndexes, asking) {
      const homes = await Promise.all(
        usedOf(run, privateIndexes).map(async (index) => {
          const shown = publicAddress(index)
          const answer = await answers(run, `${shown} ${project}`, () => ask(run, index, project))
          return homeIn(run, shown, answer, asking)
        }),
      )
      const found = homes.filter((home) => home !== null)
      return found.find(({ said }) => said === 'has') ?? found[0] ?? null
    },
  }
}

function homeIn(run: OpenRun, index: string, answer: PageAnswer, asking: URL | null): PrivateHome | null {
  switch (answer.kind) {
    case 'missing':
      return null
    case 'page':
      // Some indexes have an empty page for every name.
      return answer.page.files.length > 0 ? { said: 'has', index, found: 'a page with files' } : null
    case 'elsewhere': {
      const leadsThere = asking !== null && addressKey(asking) === addressKey(answer.url)
      const isKnown = run.sources.indexUrls().some((each) => isBelow(each, answer.url))
      const found = `a redirect to \`${publicAddress(answer.url)}\``
      return leadsThere || isKnown ? null : { said: 'silent', index, found }
    }
    case 'silent':
      return { said: 'silent', index, found: answer.found }
  }
}

/** Those of this run's indexes that are private, with their credentials. */
function usedOf(run: OpenRun, privateIndexes: readonly string[]): readonly URL[] {
  const wanted = new Set(privateIndexes.map(indexKey))
  return run.sources.usedIndexUrls().filter((url) => wanted.has(indexKey(publicAddress(url))))
}

/** One host may have several indexes, side by side. */
function belowAnother(run: OpenRun, index: URL, target: URL): boolean {
  const others = run.sources.indexUrls().filter((each) => !isBelow(each, index))
  return !isBelow(index, target) && others.some((each) => isBelow(each, target))
}

/** Whether a page lies below an index. */
export function isBelow(index: URL, url: URL): boolean {
  const path = index.pathname.replace(/\/*$/, '')
  return index.origin === url.origin && `${url.pathname}/`.startsWith(`${path}/`)
}
