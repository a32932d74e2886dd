import { parseProjectName, type ProjectName } from '../../src/python/index.ts'
import type { OpenRun } from '../runs/index.ts'

/** The index that a project's page belongs to, and the project that its address names. */
export interface PageOrigin {
  readonly index: URL
  readonly project: ProjectName
}

/**
 * What an address says before anything came from it: below an index of pip's settings, or with a project's name and a
 * slash at its end, as pip asks every index (PEP 503). Null for other addresses.
 */
export function pageOrigin(run: OpenRun, url: URL): PageOrigin | null {
  const match = /^(.*)\/([^/]+)\/?$/.exec(url.pathname)
  const project = parseProjectName(decoded(match?.[2] ?? ''))
  if (project === null) return null
  const index = configuredIndex(run, url) ?? (url.pathname.endsWith('/') ? parentOf(url, match?.[1]) : null)
  return index === null ? null : { index, project }
}

/** The index among pip's settings below which a page lies; the longest wins. */
export function configuredIndex(run: OpenRun, url: URL): URL | null {
  const below = run.settings.indexUrls.filter(
    (index) =>
      index.origin === url.origin && url.pathname.startsWith(`${index.pathname.replace(/\/*$/, '')}/`),
  )
  return below.toSorted((a, b) => b.pathname.length - a.pathname.length)[0] ?? null
}

function parentOf(url: URL, path: string | undefined): URL {
  return new URL(path === '' ? '/' : (path ?? '/'), url)
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return ''
  }
}
