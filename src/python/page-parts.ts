import { parseSha256, type Sha256 } from '../encoding/index.ts'
import { PythonError } from './python-error.ts'

const MAX_FILES = 200_000

/** Where a file is: what both forms of a page have in common. */
export interface FilePlace {
  readonly filename: string
  /** Absolute, without fragment. */
  readonly url: string
  /** The one digest that the fragment gives, by its algorithm. */
  readonly hashes: Readonly<Record<string, string>>
}

/** Throws `PythonError` `page` beyond 200,000 files. */
export function checkCount(files: number): void {
  if (files > MAX_FILES)
    throw new PythonError('page', { message: `the index page has more than ${MAX_FILES} files` })
}

/** Takes a file's URL apart, or returns null where it is none or names no file. */
export function locate(href: string, baseUrl: string): FilePlace | null {
  const hash = href.indexOf('#')
  const [place, fragment] = hash < 0 ? [href, ''] : [href.slice(0, hash), href.slice(hash)]
  // A page has thousands of these, and taking one apart is the dearest step: once each.
  const url = place === '' ? null : URL.parse(place, baseUrl)
  const filename = url === null ? '' : filenameOf(url.pathname)
  return url === null || filename === '' ? null : { filename, url: url.href, hashes: hashIn(fragment) }
}

/** The absolute URL, or null. */
export function joinUrl(href: string, baseUrl: string): string | null {
  return href === '' ? null : (URL.parse(href, baseUrl)?.href ?? null)
}

/** As pip takes it: the path is decoded first and cut after. */
function filenameOf(pathname: string): string {
  const path = pathname.replaceAll(/(?:%[0-9a-f]{2})+/gi, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
  )
  // No pattern for the slashes at the end: it would take time that grows with the square of their number.
  let end = path.length
  while (end > 0 && path[end - 1] === '/') end -= 1
  return path.slice(path.lastIndexOf('/', end - 1) + 1, end)
}

/** The first digest of a fragment, as pip finds it: `#sha256=…`, also behind `&`. */
function hashIn(fragment: string): Readonly<Record<string, string>> {
  const [, name, digest] = /[#&](sha512|sha384|sha256|sha224|sha1|md5)=([^&]*)/.exec(fragment) ?? []
  return name === undefined || digest === undefined ? {} : { [name]: digest }
}

export function sha256In(text: string | null): Sha256 | null {
  return text === null ? null : parseSha256(text)
}

export function metadataDigest(text: string | null): Sha256 | true {
  return sha256In(text) ?? true
}
