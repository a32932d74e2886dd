import type { IndexPage } from './index-file.ts'
import { parseHtmlPage } from './page-html.ts'
import { parseJsonPage } from './page-json.ts'
import { PythonError } from './python-error.ts'

const MAX_BYTES = 64 * 1024 * 1024
export const JSON_TYPE = /^application\/vnd\.pypi\.simple\.(?:v1|latest)\+json$/
const HTML_TYPE = /^(?:application\/vnd\.pypi\.simple\.(?:v1|latest)\+html|text\/html)$/

/**
 * Reads a page as pip would, in the form that `contentType` (a Content-Type header's value) names. `baseUrl` is the
 * page's own address, after redirects and without credentials. Throws `PythonError` `page` for other types, for what
 * can't be read, for a page over 64 MiB or 200,000 files, and for an API of another major version (PEP 629).
 */
export function parseIndexPage(bytes: Uint8Array, contentType: string, baseUrl: string): IndexPage {
  const [type = '', ...parameters] = contentType.split(';').map((part) => part.trim())
  if (bytes.byteLength > MAX_BYTES) {
    throw new PythonError('page', {
      message: `the index page has ${bytes.byteLength} bytes, over ${MAX_BYTES}`,
    })
  }
  if (JSON_TYPE.test(type.toLowerCase())) return checked(parseJsonPage(bytes, baseUrl))
  if (HTML_TYPE.test(type.toLowerCase())) return checked(parseHtmlPage(bytes, charsetOf(parameters), baseUrl))
  throw new PythonError('page', {
    message: `expected an index page in HTML or JSON (PEP 691) and found \`${contentType.slice(0, 100)}\``,
  })
}

/** One parameter, without what quotes could hide; pip unfolds `charset*` (RFC 2231) as well. */
const PARAMETER = /^[\w.+-]+\s*=\s*(?:"[\w.:+-]*"|[\w.:+-]*)$/

/** Throws where pip's reader may find another charset in the header than this one. */
export function charsetOf(parameters: readonly string[]): string {
  const charsets = parameters.filter((parameter) => /^charset\s*=/i.test(parameter))
  const isPlain = parameters.every((parameter) => parameter === '' || PARAMETER.test(parameter))
  if (!isPlain || charsets.length > 1) {
    throw new PythonError('page', {
      message: `expected one charset for the index page and found \`${parameters.join('; ').slice(0, 100)}\``,
    })
  }
  return charsets[0]?.replace(/^charset\s*=\s*"?([^"]*)"?$/i, '$1') ?? 'utf-8'
}

/** PEP 629: a client must not read a page of a newer major version. */
function checked(page: IndexPage): IndexPage {
  if (page.apiVersion === null || /^1(?:\.[0-9]+)?$/.test(page.apiVersion)) return page
  throw new PythonError('page', {
    message: `expected Simple API 1.x and found \`${page.apiVersion.slice(0, 100)}\``,
  })
}
