import { parseProjectName, type ProjectName } from '../../src/python/index.ts'
import { type OpenRun, withPath } from '../runs/index.ts'

/** The index that a project's page belongs to, and the project that its address names. */
export interface PageOrigin {
  readonly index: URL
  readonly project: ProjectName
}

/**
 * What the address of a page of links says before anything came from it: it lies below an index of this run, or it ends in
 * a project's name as the pages of every index do (PEP 503). Null where it is a page that pip was given as one of links.
 */
export function pageOrigin(run: Pick<OpenRun, 'sources'>, url: URL): PageOrigin | null {
  const match = /^(.*)\/([^/]+)\/*$/.exec(url.pathname)
  const project = parseProjectName(decoded(match?.[2] ?? ''))
  if (project === null || run.sources.isFindLinks(url)) return null
  return { index: knownIndex(run, url) ?? withPath(url, `${match?.[1] ?? ''}/`), project }
}

/** The address of a project's page on an index, without credentials. */
export function pageUrlOf(index: URL, project: ProjectName): URL {
  return withPath(index, `${index.pathname.replace(/\/*$/, '')}/${project}/`)
}

/** The index of this run below which a page lies; the longest wins. */
export function knownIndex(run: Pick<OpenRun, 'sources'>, url: URL): URL | null {
  const below = run.sources
    .indexUrls()
    .filter(
      (index) =>
        index.origin === url.origin && url.pathname.startsWith(`${index.pathname.replace(/\/*$/, '')}/`),
    )
  return below.toSorted((a, b) => b.pathname.length - a.pathname.length)[0] ?? null
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return ''
  }
}
