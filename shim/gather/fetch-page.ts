import { type IndexPage, parseIndexPage } from '../../src/python/index.ts'
import type { OpenRun } from '../runs/index.ts'
import type { Fetch } from './fetch.ts'

/** As pip asks, JSON first (PEP 691). */
const PAGE_ACCEPT =
  'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html; q=0.1, text/html; q=0.01'
export const MAX_PAGE_BYTES = 64 * 1024 * 1024

/** What an index answers about a project: its page, that it has none, or nothing that counts as an answer. */
export type PageAnswer =
  | { readonly kind: 'page'; readonly page: IndexPage }
  | { readonly kind: 'missing' }
  | { readonly kind: 'silent' }

/** Fetches a project's page for ourselves, as pip would. */
export async function fetchPage(
  run: OpenRun,
  url: URL,
  authorization: string | null,
  fetch: Fetch,
): Promise<PageAnswer> {
  try {
    const found = await fetch(run, url, { authorization, accept: PAGE_ACCEPT, maxBytes: MAX_PAGE_BYTES })
    if (found.status === 404 || found.status === 410) return { kind: 'missing' }
    if (found.status !== 200) return { kind: 'silent' }
    return { kind: 'page', page: parseIndexPage(found.bytes, found.contentType, found.url.href) }
  } catch {
    return { kind: 'silent' }
  }
}
