import { parseSdistFilename, parseWheelFilename, type ProjectName } from '../../src/python/index.ts'
import type { OpenRun, ServedPage } from '../runs/index.ts'
import type { Fetch } from './fetch.ts'
import { askIndex } from './ask-index.ts'
import { indexRefOf } from './index-ref.ts'
import type { PageDesk } from './page-desk.ts'
import { pageOrigin, pageUrlOf } from './page-origin.ts'
import { perRun } from './per-run.ts'
import { isBelow } from './private-names.ts'

/** Learns what a run's indexes say of a project, once in a run. */
export type PageLearner = (run: OpenRun, project: ProjectName) => Promise<void>

/** What learning needs: pages that we fetch are asked for and told like pip's own. */
export interface LearningWorld {
  readonly fetch: Fetch
  readonly desk: PageDesk
}

/** A learner that has learnt nothing yet. */
export function pageLearner(world: LearningWorld): PageLearner {
  const learnt = perRun<void>()
  return (run, project) => learnt(run, project, () => learnProject(run, project, world))
}

/**
 * For an address that no page of this run names (pip 26 takes fresh pages from its cache without a word): learns the
 * pages of the project that its file name, or that of its metadata, tells. Not for addresses that the person typed.
 */
export async function learnAddress(run: OpenRun, url: URL, learn: PageLearner): Promise<void> {
  const name = (url.pathname.split('/').at(-1) ?? '').replace(/\.metadata$/, '')
  const project = (parseWheelFilename(name) ?? parseSdistFilename(name))?.project
  if (project === undefined || run.typed.namesUrl(url) || run.texts.namesUrl(url)) return
  await learn(run, project)
}

/** Pages that one index may lead to, one after the other. */
const MAX_HOPS = 5

/**
 * Fetches a project's page from each of the run's indexes into the run's memory, for a file that pip took from its
 * cache without asking any index. Indexes that cannot be reached teach nothing: the file is then judged without them.
 */
async function learnProject(run: OpenRun, project: ProjectName, world: LearningWorld): Promise<void> {
  await Promise.all(
    run.sources.indexUrls().map((index) => learnFrom(run, index, pageUrlOf(index, project), world)),
  )
}

/** Where an index leads to another one, that one is asked as an index of its own. */
async function learnFrom(run: OpenRun, first: URL, page: URL, { fetch, desk }: LearningWorld): Promise<void> {
  let [index, url] = [first, page]
  for (let hop = 0; hop <= MAX_HOPS; hop += 1) {
    if ((await desk.denies(run, url, run.sources.authorizationFor(index))) !== null) return
    const isElsewhere = (target: URL): boolean => !isBelow(index, target)
    const { answer, authorization } = await askIndex(run, index, { url, isElsewhere }, fetch)
    if (answer.kind === 'page') return learnPage(run, index, { ...answer, authorization }, desk)
    const origin = answer.kind === 'elsewhere' ? pageOrigin(run, answer.url) : null
    if (answer.kind !== 'elsewhere' || origin === null) return
    index = origin.index
    url = answer.url
  }
}

async function learnPage(
  run: OpenRun,
  index: URL,
  { page, url, authorization }: Pick<ServedPage, 'page' | 'url' | 'authorization'>,
  desk: PageDesk,
): Promise<void> {
  const ref = indexRefOf(index)
  const served: ServedPage = { url, page, index: ref, channel: 'index', authorization, givenToPip: false }
  run.pages.remember(served)
  // pip has a page of its own already: what is withheld from it is refused as a file.
  await desk.told(run, served)
}
