import { basic, namedSources, requirementLines, type UpstreamSettings } from '../pip-settings/index.ts'
import { addressKey, publicAddress } from './address-key.ts'
import { urlsIn } from './urls-in.ts'

/** Indexes, pages of links and origins that one run keeps; honest runs have a handful. */
export const MAX_SOURCES = 256
/** Addresses and lines of the person's own requirements that are kept. */
const MAX_WRITTEN = 100_000

/** The indexes and pages of links of one run: those of pip's settings, those that texts name, and those that pip asked. */
export interface SourceMemory {
  /** A text that came from elsewhere: the sources that it names are pip's from now on. */
  noteText(text: string): void
  /** pip asks an index for a page, with this `Authorization`. */
  noteAsked(index: URL, authorization: string | null): void
  /** Those that settings and texts name, each once, with the user and password that they have for it. */
  indexUrls(): readonly URL[]
  /** The same, and what pip asked beside them. */
  usedIndexUrls(): readonly URL[]
  isFindLinks(url: URL): boolean
  /** `Authorization` for an index: what its address says, else what pip itself sent to that very origin; null where there is none. */
  authorizationFor(index: URL): string | null
  /** Whether the person's own requirements name this address. */
  isWritten(url: URL): boolean
  /** The lines of the person's own requirements files. */
  lines(): readonly string[]
}

/** `requirements` are the texts of the person's own files. */
export function sourceMemory(
  settings: Pick<UpstreamSettings, 'indexUrls' | 'findLinksUrls'>,
  requirements: readonly string[],
): SourceMemory {
  const indexes = new Map<string, URL>()
  const asked = new Map<string, URL>()
  const findLinks = new Set<string>()
  const sent = new Map<string, string>()
  const written = new Set(requirements.flatMap(urlsIn).slice(0, MAX_WRITTEN))
  const lines = requirements.flatMap(requirementLines).slice(0, MAX_WRITTEN)
  const noteIndex = (url: URL): void => {
    const key = indexKey(publicAddress(url))
    const known = indexes.get(key)
    const isBetter = known === undefined ? indexes.size < MAX_SOURCES : basic(known) === null
    if (isBetter) indexes.set(key, url)
  }
  const noteFindLinks = (url: URL): void =>
    void (findLinks.size < MAX_SOURCES && findLinks.add(addressKey(url)))
  const noteText = (text: string): void => {
    const named = namedSources(text)
    named.indexUrls.forEach(noteIndex)
    named.findLinksUrls.forEach(noteFindLinks)
  }
  settings.indexUrls.forEach(noteIndex)
  settings.findLinksUrls.forEach(noteFindLinks)
  requirements.forEach(noteText)
  return {
    noteText,
    noteAsked(index, authorization) {
      if (asked.size < MAX_SOURCES) asked.set(indexKey(publicAddress(index)), index)
      if (authorization !== null && (sent.has(index.origin) || sent.size < MAX_SOURCES))
        sent.set(index.origin, authorization)
    },
    indexUrls: () => [...indexes.values()],
    usedIndexUrls: () => [...new Map([...asked, ...indexes]).values()],
    isFindLinks: (url) => findLinks.has(addressKey(url)),
    authorizationFor: (index) =>
      basic(index) ??
      basic(indexes.get(indexKey(publicAddress(index))) ?? index) ??
      sent.get(index.origin) ??
      null,
    isWritten: (url) => written.has(addressKey(url)),
    lines: () => lines,
  }
}

/** The form in which addresses of indexes are compared: without a slash at the end. */
export function indexKey(url: string): string {
  const parsed = URL.parse(url)
  return parsed === null ? url : addressKey(parsed).replace(/\/*$/, '')
}
