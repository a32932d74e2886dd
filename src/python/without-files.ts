import { decodeUtf8 } from '../encoding/index.ts'
import type { IndexPage } from './index-file.ts'
import { charsetOf, JSON_TYPE, parseIndexPage } from './index-page.ts'
import { elementSpans, withoutElements } from './json-elements.ts'
import { decodeHtml, readHtmlPage } from './page-html.ts'
import { locate } from './page-parts.ts'
import { PythonError } from './python-error.ts'
import { parseSdistFilename } from './sdist-filename.ts'
import { parseVersion } from './version.ts'
import { parseWheelFilename } from './wheel-filename.ts'

/** A page as it came. */
export interface PageText {
  /** Decoded of any `Content-Encoding`. */
  readonly bytes: Uint8Array
  /** The value of `Content-Type`. */
  readonly contentType: string
  /** The page's own address. */
  readonly url: string
}

/** A page to be given in place of another. */
export interface RewrittenPage {
  readonly contentType: string
  readonly bytes: Buffer
}

/**
 * A page without some of its files, by name; every other byte stays as it was, but for the charset, which becomes UTF-8.
 * `page` is what was read from the text. Throws `PythonError` `page` where what is left would not read as what was there
 * less those files.
 */
export function pageWithout(
  page: IndexPage,
  text: PageText,
  filenames: ReadonlySet<string>,
): RewrittenPage & { readonly page: IndexPage } {
  const rewritten = isJson(text) ? jsonWithout(page, text, filenames) : htmlWithout(text, filenames)
  const left = parseIndexPage(rewritten.bytes, rewritten.contentType, text.url)
  const expected = { ...page, files: page.files.filter(({ filename }) => !filenames.has(filename)) }
  if (JSON.stringify(left) === JSON.stringify(expected)) return { ...rewritten, page: left }
  throw new PythonError('page', { message: 'the index page can’t be given without some of its files' })
}

function isJson({ contentType }: PageText): boolean {
  return JSON_TYPE.test((contentType.split(';')[0] ?? '').trim().toLowerCase())
}

function jsonWithout(
  page: IndexPage,
  { bytes, contentType, url }: PageText,
  filenames: ReadonlySet<string>,
): RewrittenPage {
  const text = decodeUtf8(bytes)
  const files = elementSpans(text, 'files') ?? []
  const short = withoutElements(text, files, (file) => filenames.has(nameOf(file, url)))
  const gone = versionsGone(page, filenames)
  const isGone = (version: string | null): boolean => version !== null && gone.has(version)
  const versions = elementSpans(short, 'versions') ?? []
  const rest = withoutElements(short, versions, (version) => isGone(versionOf(version)))
  return { contentType, bytes: Buffer.from(rest) }
}

function nameOf(file: string, url: string): string {
  const { url: href }: { readonly url?: unknown } = JSON.parse(file)
  return typeof href === 'string' ? (locate(href, url)?.filename ?? '') : ''
}

/** PEP 700: a version all of whose files are gone is gone too. */
function versionsGone({ project, files }: IndexPage, filenames: ReadonlySet<string>): ReadonlySet<string> {
  const versionIn = (filename: string): string => {
    const named = parseWheelFilename(filename) ?? parseSdistFilename(filename, project ?? undefined)
    return named?.version ?? ''
  }
  const left = files.filter(({ filename }) => !filenames.has(filename))
  const kept = new Set(left.map(({ filename }) => versionIn(filename)))
  return new Set([...filenames].map(versionIn).filter((version) => !kept.has(version)))
}

function versionOf(element: string): string | null {
  const version: unknown = JSON.parse(element)
  return typeof version === 'string' ? parseVersion(version) : null
}

function htmlWithout({ bytes, contentType, url }: PageText, filenames: ReadonlySet<string>): RewrittenPage {
  const [type = '', ...parameters] = contentType.split(';').map((part) => part.trim())
  const html = decodeHtml(bytes, charsetOf(parameters))
  const { anchors, bases } = readHtmlPage(html, url)
  const parts: string[] = []
  let done = 0
  for (const { attributes, start, end } of anchors) {
    const href = attributes.get('href') ?? ''
    if (!bases.some((base) => filenames.has(locate(href, base)?.filename ?? ''))) continue
    parts.push(html.slice(done, start))
    done = anchorEnd(html, end)
  }
  const named = parameters.length === 0 ? contentType : `${type}; charset=utf-8`
  return { contentType: named, bytes: Buffer.from(parts.join('') + html.slice(done)) }
}

/** Behind the anchor's end tag, where nothing but text stands before it; else behind the start tag. */
function anchorEnd(html: string, end: number): number {
  const text = /[^<]*<\/a\s*>/iy
  text.lastIndex = end
  return text.exec(html) === null ? end : text.lastIndex
}
