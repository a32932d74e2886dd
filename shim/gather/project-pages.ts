import {
  type IndexPage,
  parseIndexPage,
  parseSdistFilename,
  parseWheelFilename,
  type ProjectName,
} from '../../src/python/index.ts'
import type { IndexRef } from '../../src/artifact/index.ts'
import { type OpenRun, publicAddress } from '../runs/index.ts'
import { basic } from '../pip-settings/index.ts'
import type { Fetch } from './fetch.ts'
import { isLoopback } from './loopback.ts'
import { perRun } from './per-run.ts'

/** As pip asks, JSON first (PEP 691). */
const PAGE_ACCEPT =
  'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html; q=0.1, text/html; q=0.01'
export const MAX_PAGE_BYTES = 64 * 1024 * 1024

/** Learns what a run's indexes say of a project, once in a run. */
export type PageLearner = (run: OpenRun, project: ProjectName) => Promise<void>

/** A learner that has learnt nothing yet. */
export function pageLearner(fetch: Fetch): PageLearner {
  const learnt = perRun<void>()
  return (run, project) => learnt(run, project, () => learnProject(run, project, fetch))
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

/**
 * Fetches a project's page from each of the run's indexes into the run's memory, for a file that pip took from its
 * cache without asking any index. Indexes that cannot be reached teach nothing: the file is then judged without them.
 */
async function learnProject(run: OpenRun, project: ProjectName, fetch: Fetch): Promise<void> {
  await Promise.all(run.settings.indexUrls.map((index) => learnFrom(run, index, project, fetch)))
}

async function learnFrom(run: OpenRun, index: URL, project: ProjectName, fetch: Fetch): Promise<void> {
  const url = new URL(`${index.pathname.replace(/\/*$/, '')}/${project}/`, index)
  const authorization = basic(index)
  url.username = ''
  url.password = ''
  const page = await read(run, url, authorization, fetch)
  if (page === null) return
  run.pages.remember({
    url,
    page,
    index: indexRefOf(index),
    channel: 'index',
    authorization,
    givenToPip: false,
  })
}

async function read(
  run: OpenRun,
  url: URL,
  authorization: string | null,
  fetch: Fetch,
): Promise<IndexPage | null> {
  try {
    const found = await fetch(run, url, { authorization, accept: PAGE_ACCEPT, maxBytes: MAX_PAGE_BYTES })
    return found.status === 200 ? parseIndexPage(found.bytes, found.contentType, found.url.href) : null
  } catch {
    return null
  }
}

/** An index as artifacts name it. */
export function indexRefOf(index: URL): IndexRef {
  return { url: publicAddress(index), insecure: index.protocol === 'http:' && !isLoopback(index) }
}
