import type { IncomingMessage } from 'node:http'
import { configuredIndex, indexRefOf, MAX_PAGE_BYTES } from '../gather/index.ts'
import {
  pageWithout,
  type IndexPage,
  parseIndexPage,
  parseProjectName,
  PythonError,
  type RewrittenPage,
} from '../../src/python/index.ts'
import { addressKey, bareAddress, type ServedPage } from '../runs/index.ts'
import type { Exchange, ProxyWorld } from './exchange.ts'
import { isArchiveName } from './file-name.ts'
import { responseHeaders } from './headers.ts'
import { isPlainText } from './plain-text.ts'
import { ProxyError } from './proxy-error.ts'
import { decodeBody, readBody } from './read-body.ts'
import { refusePage, upstreamFailed } from './refuse.ts'

/** As pip looks at it: what comes behind does not matter to it. */
const PAGE_TYPE_ASKED = /text\/html|application\/vnd\.pypi\.simple\./i
const PAGE_TYPE = /^\s*(?:application\/vnd\.pypi\.simple\.(?:v1|latest)\+(?:json|html)|text\/html)/i

/**
 * Whether pip reads an answer as a page of links. It says so by what it asks for: a requirements file stays one, and
 * names paths as one, whatever the server calls it.
 */
export function isPage(exchange: Exchange, incoming: IncomingMessage): boolean {
  return isPageAsked(exchange) && PAGE_TYPE.test(incoming.headers['content-type'] ?? '')
}

/** Whether pip wants a page of links, as far as can be told before it comes. */
export function isPageAsked({ url, request }: Exchange): boolean {
  return PAGE_TYPE_ASKED.test(request.headers.accept ?? '') && !isArchiveName(url)
}

/**
 * Reads a page whole, remembers what it says, tells the daemon, and gives it to pip as it came, byte for byte; or without
 * the files that are too young.
 */
export async function answerPage(
  exchange: Exchange,
  incoming: IncomingMessage,
  { pages }: Pick<ProxyWorld, 'pages'>,
): Promise<void> {
  try {
    const body = await readBody(incoming, MAX_PAGE_BYTES)
    const decoded = await decodeBody(body, incoming.headers['content-encoding'], MAX_PAGE_BYTES)
    if (!isPlainText(decoded)) return refusePage(exchange, 'TC1003', 'a page with control characters in it')
    const type = incoming.headers['content-type'] ?? ''
    const served = servedPage(exchange, parseIndexPage(decoded, type, bareAddress(exchange.url).href))
    exchange.run.pages.remember(served)
    const withheld = await pages.told(exchange.run, served)
    if (withheld.size === 0) sendWhole(exchange, incoming, body)
    else sendRewritten(exchange, incoming, pageWithout(served.page, decoded, type, withheld))
  } catch (error) {
    if (error instanceof PythonError) return refusePage(exchange, 'TC5010', error.message)
    if (error instanceof ProxyError && error.code === 'encoding')
      return refusePage(exchange, 'TC5010', error.message)
    if (!(error instanceof ProxyError)) throw error
    upstreamFailed(exchange, error)
  }
}

/** The answer as it came, with a length. */
export function sendWhole({ response }: Exchange, incoming: IncomingMessage, body: Buffer): void {
  response.writeHead(200, { ...responseHeaders(incoming.headers), 'content-length': body.length })
  response.end(body)
}

/** What of the answer's head speaks of other bytes is left out, and pip keeps none of it: tomorrow the page is another. */
function sendRewritten(
  { response }: Exchange,
  incoming: IncomingMessage,
  { bytes, contentType }: RewrittenPage,
): void {
  const {
    'content-encoding': _encoding,
    etag: _etag,
    'last-modified': _modified,
    ...headers
  } = responseHeaders(incoming.headers)
  response.writeHead(200, {
    ...headers,
    'content-type': contentType,
    'cache-control': 'no-store',
    'content-length': bytes.length,
  })
  response.end(bytes)
}

function servedPage({ run, url, request }: Exchange, page: IndexPage): ServedPage {
  const bare = bareAddress(url)
  const base = { url: bare, page, authorization: request.headers.authorization ?? null, givenToPip: true }
  if (run.settings.findLinksUrls.some((source) => addressKey(source) === addressKey(url))) {
    return { ...base, channel: 'find-links', index: indexRefOf(bare) }
  }
  const index = configuredIndex(run, url) ?? likelyIndex(url, page)
  return index === null
    ? { ...base, channel: 'find-links', index: indexRefOf(bare) }
    : { ...base, channel: 'index', index: indexRefOf(index) }
}

/** An index that only a requirements file names: its pages end in the name of a project. */
function likelyIndex(url: URL, page: IndexPage): URL | null {
  const match = /^(.*)\/([^/]+)\/?$/.exec(url.pathname)
  const project = parseProjectName(match?.[2] ?? '')
  const isIndex = project !== null && (page.project === project || url.pathname.endsWith('/'))
  return isIndex ? new URL(match?.[1] === '' ? '/' : (match?.[1] ?? '/'), url) : null
}
