import { readTags, type HtmlTag } from './html-tags.ts'
import type { IndexFile, IndexPage } from './index-file.ts'
import { checkCount, joinUrl, locate, metadataDigest, sha256In } from './page-parts.ts'
import { PythonError } from './python-error.ts'

/** Honest pages have one or none. */
const MAX_BASES = 3

/** Reads a page in PEP 503's form. Throws `PythonError` `page`. Links that name no file are left out. */
export function parseHtmlPage(bytes: Uint8Array, charset: string, pageUrl: string): IndexPage {
  const { anchors, bases, metas } = readHtmlPage(decodeHtml(bytes, charset), pageUrl)
  const files = bases.flatMap((base) => anchors.map(({ attributes }) => readAnchor(attributes, base)))
  const status = metas.get('pypi:project-status')
  return {
    apiVersion: metas.get('pypi:repository-version') ?? null,
    project: null,
    status: status === undefined ? null : { status, why: metas.get('pypi:project-status-reason') ?? null },
    files: files.filter((file) => file !== null),
  }
}

/** What of a page's markup matters. */
export interface HtmlPage {
  /** Those with an address. */
  readonly anchors: readonly HtmlTag[]
  /** What their addresses may start from. */
  readonly bases: readonly string[]
  readonly metas: ReadonlyMap<string, string>
}

/** Finds the anchors of a page. Throws `PythonError` `page`. */
export function readHtmlPage(html: string, pageUrl: string): HtmlPage {
  const anchors: HtmlTag[] = []
  const hrefs: string[] = []
  const metas = new Map<string, string>()
  for (const tag of readTags(html, ['base', 'meta', 'a'])) {
    const href = tag.attributes.get('href') ?? null
    if (tag.name === 'a' && href !== null) anchors.push(tag)
    if (tag.name === 'base' && href !== null) hrefs.push(href)
    if (tag.name === 'meta') noteMeta(metas, tag)
    checkCount(anchors.length)
  }
  return { anchors, bases: basesOf(hrefs, pageUrl), metas }
}

/** The first base counts, but not every reader finds it (in a title, say): the likeliest comes last, as the last word. */
function basesOf(hrefs: readonly string[], pageUrl: string): readonly string[] {
  if (hrefs.length > MAX_BASES)
    throw new PythonError('page', { message: `the index page has more than ${MAX_BASES} bases` })
  const bases = hrefs.map((href) => joinUrl(href, pageUrl) ?? pageUrl)
  return [...new Set([...bases, pageUrl])].toReversed()
}

/** Throws `PythonError` `page` for what is not in the charset. */
export function decodeHtml(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new PythonError('page', {
      message: `the index page is not in \`${charset.slice(0, 100)}\` as it says`,
      cause,
    })
  }
}

/** Of two that say the same thing the first counts. */
function noteMeta(metas: Map<string, string>, { attributes }: HtmlTag): void {
  const [name, content] = [attributes.get('name'), attributes.get('content')]
  if (name && typeof content === 'string' && !metas.has(name)) metas.set(name, content)
}

function readAnchor(attributes: HtmlTag['attributes'], baseUrl: string): IndexFile | null {
  const place = locate(attributes.get('href') ?? '', baseUrl)
  if (place === null) return null
  const { sha256 = null, ...otherHashes } = place.hashes
  const provenance = attributes.get('data-provenance')
  return {
    filename: place.filename,
    url: place.url,
    sha256: sha256In(sha256),
    otherHashes,
    size: null,
    provenance: provenance ? joinUrl(provenance, baseUrl) : null,
    provenanceOffered: provenance !== undefined,
    coreMetadata: coreMetadataOf(attributes),
    gpgSig: gpgSigOf(attributes.get('data-gpg-sig')),
    yanked: attributes.has('data-yanked') && (attributes.get('data-yanked') || true),
    uploadTime: null,
    requiresPython: attributes.get('data-requires-python') ?? null,
  }
}

/** PEP 714: the new name stands before the old one. `true`, or `sha256=…`. */
function coreMetadataOf(attributes: HtmlTag['attributes']): IndexFile['coreMetadata'] {
  const value = attributes.get('data-core-metadata') ?? attributes.get('data-dist-info-metadata')
  if (value === undefined || value === null || value === 'false') return null
  return metadataDigest(/^sha256=(.*)$/.exec(value)?.[1] ?? null)
}

function gpgSigOf(value: string | null | undefined): boolean | null {
  if (value === 'true') return true
  return value === 'false' ? false : null
}
