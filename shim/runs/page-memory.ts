import type { IndexRef } from '../../src/artifact/index.ts'
import type { Sha256 } from '../../src/encoding/index.ts'
import type { IndexFile, IndexPage } from '../../src/python/index.ts'
import { addressKey } from './address-key.ts'

/** Files that a run's pages may name, all together and counted on each; beyond that the page that came first is forgotten. */
export const MAX_KNOWN_FILES = 500_000

/** An index page or a page of links, as it was given to pip in this run. */
export interface ServedPage {
  readonly url: URL
  readonly page: IndexPage
  readonly index: IndexRef
  readonly channel: 'index' | 'find-links'
  /** `Authorization` that pip sent for it; only ever sent back to the same origin. */
  readonly authorization: string | null
  /** False where we fetched it ourselves: pip may hold another one, so nothing may be streamed on its word. */
  readonly givenToPip: boolean
}

/** A file that a page names, with the page. */
export interface KnownFile {
  readonly file: IndexFile
  readonly page: ServedPage
  /** Every digest that the run's pages give for this address; more than one means that they disagree. */
  readonly digests: ReadonlySet<Sha256>
  /**
   * Whether pip compares the bytes with that digest: every link to this address that it may have has it, and has no
   * other digest, since one that agrees is enough for pip.
   */
  readonly checkedByPip: boolean
}

/** What the pages of one run say about files. URLs are looked up without fragment and credentials. */
export interface PageMemory {
  remember(page: ServedPage): void
  file(url: URL): KnownFile | null
  /** The file whose PEP 658 metadata lies at this address. */
  metadataOf(url: URL): KnownFile | null
  withDigest(sha256: Sha256): KnownFile | null
  /** A file of this name; one for which a page gives a digest goes before one without. */
  withName(filename: string): KnownFile | null
  /** The file of this name on a page of this index. */
  listed(filename: string, index: string): KnownFile | null
  /** Lets a redirect's target stand for the address that pip asked for. */
  alias(target: URL, source: URL): void
  pages(): readonly ServedPage[]
}

/** An empty memory. */
export function pageMemory(): PageMemory {
  const pages: ServedPage[] = []
  let held = 0
  const files = new Map<string, KnownFile>()
  const byDigest = new Map<string, KnownFile>()
  const byName = new Map<string, KnownFile>()
  const aliases = new Map<string, string>()
  const find = (url: URL): KnownFile | null => {
    const key = addressKey(url)
    return files.get(key) ?? files.get(aliases.get(key) ?? '') ?? null
  }
  const rememberFile = (page: ServedPage, file: IndexFile): void => {
    const url = URL.parse(file.url)
    if (url === null) return
    const key = addressKey(url)
    const before = files.get(key)
    const digests = new Set([...(before?.digests ?? []), ...(file.sha256 === null ? [] : [file.sha256])])
    const isChecked = page.givenToPip && file.sha256 !== null && Object.keys(file.otherHashes).length === 0
    const known = { file, page, digests, checkedByPip: isChecked && (before?.checkedByPip ?? true) }
    files.set(key, known)
    if (file.sha256 !== null) byDigest.set(file.sha256, known)
    if (file.sha256 !== null || !byName.has(file.filename)) byName.set(file.filename, known)
  }
  return {
    remember(page) {
      pages.push(page)
      held += page.page.files.length
      for (const file of page.page.files) rememberFile(page, file)
      while (held > MAX_KNOWN_FILES && pages.length > 1) {
        const oldest = pages.shift()
        held -= oldest?.page.files.length ?? 0
        for (const map of [files, byDigest, byName]) removeOf(map, oldest)
      }
    },
    file: find,
    metadataOf: (url) => (url.pathname.endsWith('.metadata') ? find(withoutSuffix(url)) : null),
    withDigest: (sha256) => byDigest.get(sha256) ?? null,
    listed(filename, index) {
      // Pages of several indexes may name one address: it is this index's own page that counts.
      const page = pages.findLast(
        (each) =>
          each.channel === 'index' &&
          each.index.url === index &&
          each.page.files.some((file) => file.filename === filename),
      )
      const file = page?.page.files.find((each) => each.filename === filename)
      const known = file === undefined ? null : find(new URL(file.url))
      return page === undefined || file === undefined || known === null ? null : { ...known, file, page }
    },
    withName: (filename) => byName.get(filename) ?? null,
    alias: (target, source) => {
      const from = addressKey(source)
      if (aliases.size < MAX_KNOWN_FILES) aliases.set(addressKey(target), aliases.get(from) ?? from)
    },
    pages: () => pages,
  }
}

/** PEP 658: the metadata of a file lies at its address with `.metadata` behind the path. */
function withoutSuffix(url: URL): URL {
  const file = new URL(url)
  file.pathname = file.pathname.slice(0, -'.metadata'.length)
  return file
}

function removeOf(map: Map<string, KnownFile>, page: ServedPage | undefined): void {
  for (const [key, known] of map) if (known.page === page) map.delete(key)
}
