import { type IndexPage, parseIndexPage } from '../../src/python/index.ts'
import type { OpenRun } from '../runs/index.ts'
import type { Fetch, Fetched } from './fetch.ts'

/** As pip asks, JSON first (PEP 691). */
const PAGE_ACCEPT =
  'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html; q=0.1, text/html; q=0.01'
export const MAX_PAGE_BYTES = 64 * 1024 * 1024
const MAX_REDIRECTS = 5
/** All of one page, its redirects among it. pip gives up on 15 s of silence. */
const PAGE_MS = 10_000

/** What an index answers about a project. */
export type PageAnswer =
  /** `url`: where it came from, after redirects. */
  | { readonly kind: 'page'; readonly page: IndexPage; readonly url: URL }
  | { readonly kind: 'missing' }
  /** Another host, or another index, is named: nobody has asked it yet. */
  | { readonly kind: 'elsewhere'; readonly url: URL }
  /** Nothing that counts as an answer; `late` where the time was up, `status` where there was one. */
  | { readonly kind: 'silent'; readonly found: string; readonly late: boolean; readonly status?: number }

/** What is asked for, and whom a redirect may not lead to. */
export interface PageWish {
  readonly url: URL
  readonly authorization: string | null
  readonly isElsewhere: (target: URL) => boolean
}

/** Fetches a project's page for ourselves, as pip would, but never follows to another host: whoever wants to, asks there. */
export async function fetchPage(
  run: OpenRun,
  { url: start, authorization, isElsewhere }: PageWish,
  fetch: Fetch,
): Promise<PageAnswer> {
  const until = performance.now() + PAGE_MS
  const limit = { authorization, accept: PAGE_ACCEPT, maxBytes: MAX_PAGE_BYTES, redirects: 'tell' } as const
  try {
    let url = start
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      const timeoutMs = Math.max(1, Math.ceil(until - performance.now()))
      const found = await fetch(run, url, { ...limit, timeoutMs })
      if (!isRedirect(found)) return answerOf(found)
      url = found.url
      if (url.origin !== start.origin || isElsewhere(url)) return { kind: 'elsewhere', url }
    }
    return { kind: 'silent', found: `more than ${MAX_REDIRECTS} redirects`, late: false }
  } catch (error) {
    const late = performance.now() >= until
    const said = error instanceof Error ? error.message : 'no answer'
    return { kind: 'silent', found: late ? `no answer within ${PAGE_MS / 1000} s` : said, late }
  }
}

const statusWords = (status: number): string =>
  status === 401
    ? 'status 401: it wants a login, and neither its address nor netrc nor keyring has one that it takes'
    : `status ${status}`

const isRedirect = ({ status }: Fetched): boolean => status >= 300 && status < 400

/** Throws `PythonError` for a page that cannot be read. */
function answerOf({ status, contentType, bytes, url }: Fetched): PageAnswer {
  if (status === 404) return { kind: 'missing' }
  if (status !== 200) return { kind: 'silent', found: statusWords(status), late: false, status }
  return { kind: 'page', page: parseIndexPage(bytes, contentType, url.href), url }
}
