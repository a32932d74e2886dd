import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { gzipSync } from 'node:zlib'
import type { CertificateAuthority } from './certificate-authority.ts'
import { answerOf, type Site, type SiteAnswer } from './index-site.ts'
import { listenOnLoopback } from './loopback.ts'

/** How answers travel. */
export interface Transport {
  /** Without Content-Length. */
  readonly chunked?: boolean
  /** Pages compressed, where the client takes it. */
  readonly gzipPages?: boolean
  /** So many requests for files get 503 first. */
  readonly failFirst?: number
  /** Pages are never answered: the connection stays open, and nothing comes. */
  readonly silentPages?: boolean
  /** Files come in this many pieces, a pause between each two. */
  readonly pieces?: { readonly count: number; readonly pauseMs: number }
}

export interface IndexOptions {
  /** https under this authority; plain http without. */
  readonly authority?: CertificateAuthority
  /** Clients must have a certificate of the same authority. */
  readonly clientCertificates?: boolean
  /** Basic authentication asked of every request. */
  readonly login?: { readonly user: string; readonly password: string }
  readonly transport?: Transport
  /** Sees each request first; true when it answers by itself, or never will: for what no honest index does. */
  readonly meddle?: (request: IncomingMessage, response: ServerResponse) => boolean
}

/** A request as it came. */
export interface RecordedRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

/** A running index on 127.0.0.1. */
export interface IndexServer {
  /** `https://localhost:PORT`, without login; by name, since pip 25 can't check addresses in certificates. */
  readonly base: string
  /** The address for `--index-url`, with the login if there is one. */
  readonly indexUrl: string
  readonly requests: () => readonly RecordedRequest[]
  /** Forgets the requests so far. */
  readonly forget: () => void
  /** Serves something else from now on. */
  readonly replace: (site: Site) => void
  readonly close: () => Promise<void>
}

const HOSTS = ['127.0.0.1', 'localhost'] as const

function makeServer(
  listener: RequestListener,
  { authority, clientCertificates = false }: IndexOptions,
): Server {
  if (authority === undefined) return createHttpServer(listener)
  const { certificate, key } = authority.issue(HOSTS)
  const asked = clientCertificates && { requestCert: true, ca: authority.certificate }
  return createHttpsServer({ cert: certificate, key, ...asked }, listener)
}

function recorded(request: IncomingMessage): RecordedRequest {
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const)
  return { method: request.method ?? '', path: request.url ?? '', headers: Object.fromEntries(headers) }
}

function admitted(request: IncomingMessage, login: IndexOptions['login']): boolean {
  if (login === undefined) return true
  const expected = Buffer.from(`${login.user}:${login.password}`).toString('base64')
  return request.headers.authorization === `Basic ${expected}`
}

async function sendInPieces(response: ServerResponse, body: Uint8Array, transport: Transport): Promise<void> {
  const { count, pauseMs } = transport.pieces ?? { count: 1, pauseMs: 0 }
  const size = Math.max(1, Math.ceil(body.length / count))
  for (let at = 0; at < body.length && !response.destroyed; at += size) {
    if (at > 0) await new Promise((resolve) => void setTimeout(resolve, pauseMs))
    response.write(body.subarray(at, at + size))
  }
  response.end()
}

/** Sends an answer as the transport says; HEAD gets the headers alone. */
async function send(
  request: IncomingMessage,
  response: ServerResponse,
  found: SiteAnswer,
  transport: Transport,
): Promise<void> {
  const isPage = request.url?.startsWith('/simple') ?? false
  const zipped = isPage && transport.gzipPages && /gzip/.test(request.headers['accept-encoding'] ?? '')
  const body = zipped ? gzipSync(found.body) : found.body
  response.writeHead(found.status, {
    ...found.headers,
    ...(zipped && { 'content-encoding': 'gzip' }),
    ...(!transport.chunked && { 'content-length': String(body.length) }),
    ...(isPage && { 'cache-control': 'max-age=600', etag: '"of these bytes"' }),
    ...(!isPage && { 'cache-control': 'max-age=31536000, immutable' }),
  })
  if (request.method === 'HEAD') response.end()
  else await sendInPieces(response, body, isPage ? {} : transport)
}

/** Starts an index on a free port of 127.0.0.1. The caller closes it. */
export async function startIndex(first: Site, options: IndexOptions = {}): Promise<IndexServer> {
  const { authority, login, transport = {}, meddle } = options
  const requests: RecordedRequest[] = []
  let site = first
  let failuresLeft = transport.failFirst ?? 0
  const scheme = authority === undefined ? 'http' : 'https'
  const listener: RequestListener = (request, response) => {
    requests.push(recorded(request))
    if (meddle?.(request, response)) return
    const path = new URL(request.url ?? '/', 'http://world').pathname
    if (!admitted(request, login)) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="world"' }).end('login needed\n')
      return
    }
    if (transport.silentPages && path.startsWith('/simple')) return
    if (path.startsWith('/files/') && failuresLeft > 0) {
      failuresLeft -= 1
      response.writeHead(503).end('not now\n')
      return
    }
    const base = `${scheme}://${request.headers.host ?? ''}`
    void send(request, response, answerOf(site, path, base, request.headers.accept ?? ''), transport)
  }
  const { port, close } = await listenOnLoopback(makeServer(listener, options))
  const host = authority === undefined ? '127.0.0.1' : 'localhost'
  const base = `${scheme}://${host}:${port}`
  const userInfo = login ? `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}@` : ''
  return {
    base,
    indexUrl: `${scheme}://${userInfo}${host}:${port}/simple/`,
    requests: () => requests,
    forget: () => void requests.splice(0),
    replace: (next) => {
      site = next
    },
    close,
  }
}
