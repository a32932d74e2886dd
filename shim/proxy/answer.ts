import { type IncomingMessage, STATUS_CODES } from 'node:http'
import { releaseOf } from '../gather/index.ts'
import { publicAddress } from '../runs/index.ts'
import type { Exchange, ProxyWorld } from './exchange.ts'
import { answerFile } from './file-answer.ts'
import { requestHeaders, responseHeaders } from './headers.ts'
import { answerMetadata } from './metadata-answer.ts'
import { answerPage, isPage, isPageAsked } from './page-answer.ts'
import { ProxyError } from './proxy-error.ts'
import { readBody } from './read-body.ts'
import { refusePage, refuseWith, sendLine, upstreamFailed } from './refuse.ts'
import { answerUnknown } from './unknown-answer.ts'

/** Bodies of requests (`pip search` posts one) and of errors. */
const MAX_SMALL_BODY_BYTES = 1024 * 1024
const METHODS = new Set(['GET', 'HEAD', 'POST'])
const REDIRECTS = new Set([301, 302, 303, 307, 308])

/** Answers one request of pip's: asks upstream, finds out what came by its bytes and its address, and opens the gate or not. */
export async function answer(exchange: Exchange, world: ProxyWorld): Promise<void> {
  const { run, url, request } = exchange
  const refused = run.ledger.refusedAddress(url)
  if (refused !== null) return refuseWith(exchange, refused)
  if (!METHODS.has(request.method ?? ''))
    return sendLine(exchange, 405, 'pip-trust passes on GET, HEAD and POST only')
  try {
    if (isNews(exchange)) await world.files.learn(run, url)
    const foreign = await world.files.foreign(run, url)
    if (foreign !== null) return refuseWith(exchange, foreign)
    const denial = isPageAsked(exchange)
      ? await world.pages.denies(run, url, authorizationOf(exchange))
      : null
    if (denial !== null) return sendLine(exchange, 404, denial) // As of a project that it doesn't have: pip goes on.
    judgeEarly(exchange, world)
    await pass(exchange, await askUpstream(exchange, world), world)
  } catch (error) {
    if (!(error instanceof ProxyError)) throw error
    upstreamFailed(exchange, error)
  }
}

const authorizationOf = ({ request }: Exchange): string | null => request.headers.authorization ?? null

const isNews = ({ run, url }: Exchange): boolean =>
  run.pages.file(url) === null && run.pages.metadataOf(url) === null

/** The verdict on a file begins when its metadata or the file itself is asked for, beside the answer from upstream. */
function judgeEarly({ run, url, request }: Exchange, { files }: ProxyWorld): void {
  const known = run.pages.file(url) ?? run.pages.metadataOf(url)
  if (known === null || request.method !== 'GET') return
  files.early(run, known).catch(() => null)
  const release = releaseOf(known)
  if (release !== null) run.ledger.touch(release.project, release.version)
}

async function askUpstream(
  { run, url, request, gone }: Exchange,
  world: ProxyWorld,
): Promise<IncomingMessage> {
  const body = request.method === 'POST' ? await readBody(request, MAX_SMALL_BODY_BYTES) : null
  const length = body === null ? {} : { 'content-length': body.length }
  const headers = { ...requestHeaders(request.headers, url), ...length }
  return world.upstreamOf(run).send({ url, method: request.method ?? 'GET', headers, body, signal: gone })
}

async function pass(exchange: Exchange, incoming: IncomingMessage, world: ProxyWorld): Promise<void> {
  const { run, url, request } = exchange
  const status = incoming.statusCode ?? 502
  if (REDIRECTS.has(status)) return passRedirect(exchange, incoming)
  if (request.method === 'HEAD') return passHead(exchange, incoming)
  if (status >= 400 && status < 600) return passError(exchange, incoming)
  // From 600 on pip sees no error either, and takes the body.
  if (status !== 200) {
    incoming.destroy()
    return refusePage(exchange, 'TC1003', `an answer with status ${status} where a whole one was asked for`)
  }
  const file = run.pages.file(url)
  if (file !== null) return answerFile(exchange, incoming, file, world)
  const metadata = run.pages.metadataOf(url)
  if (metadata !== null) return answerMetadata(exchange, incoming, metadata)
  return isPage(exchange, incoming)
    ? answerPage(exchange, incoming, world)
    : answerUnknown(exchange, incoming, world)
}

/** pip follows by itself and comes back here; a page's word for a file holds for where it leads. */
function passRedirect(exchange: Exchange, incoming: IncomingMessage): void {
  incoming.resume()
  const target = URL.parse(incoming.headers.location ?? '', exchange.url.href)
  if (target === null || !/^https?:$/.test(target.protocol)) {
    return sendLine(exchange, 502, `pip-trust: \`${publicAddress(exchange.url)}\` redirects to nowhere`)
  }
  if (exchange.run.pages.file(exchange.url) !== null) exchange.run.pages.alias(target, exchange.url)
  end(exchange, incoming, { 'content-length': 0 })
}

function passHead(exchange: Exchange, incoming: IncomingMessage): void {
  incoming.resume()
  const length = incoming.headers['content-length']
  end(exchange, incoming, length === undefined ? {} : { 'content-length': length })
}

/** An error's body is for people; pip unpacks none. What is longer than a page of words is left out. */
async function passError(exchange: Exchange, incoming: IncomingMessage): Promise<void> {
  const body = await readBody(incoming, MAX_SMALL_BODY_BYTES).catch(() => Buffer.alloc(0))
  // 407 would make pip answer with the run's token to a question that another proxy asked.
  if (incoming.statusCode === 407)
    return sendLine(exchange, 502, 'pip-trust: the upstream proxy wants other credentials')
  end(exchange, incoming, { 'content-length': body.length }, body)
}

function end(
  { response }: Exchange,
  incoming: IncomingMessage,
  length: { readonly 'content-length'?: string | number },
  body?: Buffer,
): void {
  response.writeHead(incoming.statusCode ?? 502, phraseOf(incoming), {
    ...responseHeaders(incoming.headers),
    ...length,
  })
  response.end(body)
}

/** pip prints it: a server's own words pass, but for those in our name and what is no text. */
function phraseOf({ statusCode = 502, statusMessage = '' }: IncomingMessage): string {
  const isOurs = /pip.?trust|TC\d{4}/i.test(statusMessage)
  return isOurs || /[^ -~]/.test(statusMessage) ? (STATUS_CODES[statusCode] ?? 'Unknown') : statusMessage
}
