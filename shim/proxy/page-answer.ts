import type { IncomingMessage } from 'node:http'
import { indexRefOf, knownIndex, MAX_PAGE_BYTES, pageRefOf } from '../gather/index.ts'
import {
  type IndexPage,
  pageWithout,
  parseIndexPage,
  parseProjectName,
  PythonError,
  type PageText,
} from '../../src/python/index.ts'
import { bareAddress, type ServedPage, withPath } from '../runs/index.ts'
import type { Exchange, ProxyWorld } from './exchange.ts'
import { isArchiveName } from './file-name.ts'
import { responseHeaders } from './headers.ts'
import { isPlainText } from './plain-text.ts'
import { ProxyError } from './proxy-error.ts'
import { decodeBody, readBody } from './read-body.ts'
import { refusePage, upstreamFailed } from './refuse.ts'

/** As pip looks at it: what comes behind does not matter to it. */
const PAGE_TYPE_ASKED = /text\/html|application\/vnd\.pypi\.simple\./i
const JSON_ASKED = /application\/vnd\.pypi\.simple\.(?:v1|latest)\+json/i
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
    const isPoor = served.channel === 'index' && !JSON_ASKED.test(exchange.request.headers.accept ?? '')
    const listed = isPoor ? await pages.fuller(exchange.run, served) : served.page
    const withheld = await pages.told(exchange.run, served, listed)
    if (withheld.size === 0) {
      exchange.run.pages.remember(served)
      sendWhole(exchange, incoming, body)
    } else giveWithout(exchange, incoming, served, { bytes: decoded, contentType: type }, withheld)
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

/** What is left out is known all the same, as what pip has no link to. Throws `PythonError` `page`. */
function giveWithout(
  exchange: Exchange,
  incoming: IncomingMessage,
  served: ServedPage,
  text: Pick<PageText, 'bytes' | 'contentType'>,
  withheld: ReadonlySet<string>,
): void {
  const { pages } = exchange.run
  const rest = pageWithout(served.page, { ...text, url: served.url.href }, withheld)
  const leftOut = served.page.files.filter(({ filename }) => withheld.has(filename))
  pages.remember({ ...served, page: { ...served.page, files: leftOut }, givenToPip: false })
  pages.remember({ ...served, page: rest.page })
  const headers = responseHeaders(incoming.headers)
  const kept = Object.entries(headers).filter(([name]) => !OF_OTHER_BYTES.has(name))
  exchange.response.writeHead(200, {
    ...Object.fromEntries(kept),
    'content-type': rest.contentType,
    // pip keeps none of it: tomorrow the page is another.
    'cache-control': 'no-store',
    'content-length': rest.bytes.length,
  })
  exchange.response.end(rest.bytes)
}

/** What of an answer's head speaks of the bytes that came. */
const OF_OTHER_BYTES: ReadonlySet<string> = new Set([
  'content-encoding',
  'content-digest',
  'content-md5',
  'digest',
  'etag',
  'expires',
  'last-modified',
  'pragma',
  'repr-digest',
])

function servedPage({ run, url, request }: Exchange, page: IndexPage): ServedPage {
  const bare = bareAddress(url)
  const base = { url: bare, page, authorization: request.headers.authorization ?? null, givenToPip: true }
  const index = run.sources.isFindLinks(url) ? null : (knownIndex(run, url) ?? likelyIndex(url, page))
  return index === null
    ? { ...base, channel: 'find-links', index: pageRefOf(bare) }
    : { ...base, channel: 'index', index: indexRefOf(index) }
}

/** An index that only a requirements file names: its pages end in the name of a project. */
export function likelyIndex(url: URL, page: Pick<IndexPage, 'project'>): URL | null {
  const match = /^(.*)\/([^/]+)\/?$/.exec(url.pathname)
  const project = parseProjectName(match?.[2] ?? '')
  const isIndex = project !== null && (page.project === project || url.pathname.endsWith('/'))
  return isIndex ? withPath(url, match?.[1] ?? '') : null
}
