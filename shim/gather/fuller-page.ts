import type { IndexPage } from '../../src/python/index.ts'
import type { OpenRun, ServedPage } from '../runs/index.ts'
import type { Fetch } from './fetch.ts'
import { fetchPage } from './fetch-page.ts'

/**
 * What an index lists, for a pip that asks for HTML alone (before 22.2): upload times stand in JSON pages only (PEP 700), so
 * the same page is fetched in that form. A file that either names counts, with what the JSON page says of it; the HTML
 * page alone where there is no other.
 */
export async function fullerPage(run: OpenRun, served: ServedPage, fetch: Fetch): Promise<IndexPage> {
  const { url, authorization, page } = served
  const answer = await fetchPage(run, { url, authorization, isElsewhere: () => true }, fetch)
  if (answer.kind !== 'page') return page
  const known = new Set(answer.page.files.map(({ filename }) => filename))
  const rest = page.files.filter(({ filename }) => !known.has(filename))
  return { ...answer.page, project: page.project, files: [...answer.page.files, ...rest] }
}
