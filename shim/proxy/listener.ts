import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import type { LeafMaker } from '../ca/index.ts'
import { bareHost } from '../pip-settings/index.ts'
import type { OpenRun, RunFinder, Stranger } from '../runs/index.ts'
import { asciiLine } from '../runs/index.ts'
import { type Anteroom, anteroom, peerOf } from './anteroom.ts'
import type { Exchange } from './exchange.ts'

const MAX_HEADER_BYTES = 32_768
const MAX_CONNECTIONS = 1_024
const HEADERS_MS = 30_000
const KEEP_ALIVE_MS = 60_000

/** What the listener needs: who may come, certificates for hosts, and what to do with a request. */
export interface ListenerWorld {
  readonly runs: RunFinder
  readonly leaves: LeafMaker
  readonly answer: (exchange: Exchange) => Promise<void>
  readonly failed: (error: unknown) => void
  /** Somebody asked without the token of an open run, or waited too long with it. */
  readonly stranger: (stranger: Stranger) => void
}

interface Tunnel {
  readonly run: OpenRun
  /** `https://host:port` */
  readonly origin: URL
}

interface Refusal {
  readonly status: number
  readonly words: string
}

const LIMITS = {
  maxHeaderSize: MAX_HEADER_BYTES,
  headersTimeout: HEADERS_MS,
  keepAliveTimeout: KEEP_ALIVE_MS,
  requestTimeout: 0,
}

/** The proxy's listener (not listening yet). Every CONNECT and every absolute-form request must carry a run's token. */
export function proxyListener(world: ListenerWorld): Server {
  const tunnels = new WeakMap<Duplex, Tunnel>()
  const waiting = anteroom(world.stranger)
  const inner = createServer(LIMITS, (request, response) => {
    const tunnel = tunnels.get(request.socket)
    const url = tunnel === undefined ? null : tunnelledUrl(tunnel, request)
    if (tunnel === undefined || url === null)
      return refuseRequest(response, { status: 421, words: 'this is not the host of the tunnel' })
    serve(tunnel.run, url, request, response, world)
  })
  const outer = createServer(LIMITS, (request, response) => {
    void admitted(request, waiting, world).then((run) => {
      const url = absoluteUrl(request)
      if ('status' in run) return refuseRequest(response, run)
      if (url === null)
        return refuseRequest(response, { status: 400, words: 'this is the proxy of pip-trust, for pip only' })
      serve(run, url, request, response, world)
    })
  })
  outer.maxConnections = MAX_CONNECTIONS
  outer.on('connection', (socket: Socket) => waiting.enter(socket))
  outer.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    void openTunnel(request, waiting, world).then((opened) => {
      if ('status' in opened) return void socket.end(rawRefusal(opened))
      const secure = secureSocket(socket, head, opened, world)
      tunnels.set(secure, opened)
      inner.emit('connection', secure)
    })
  })
  for (const server of [inner, outer]) {
    server.on('clientError', (_error, socket) => socket.destroy())
    server.on('upgrade', (_request: IncomingMessage, socket: Duplex) => void socket.destroy())
  }
  outer.on('close', () => inner.closeAllConnections())
  return outer
}

async function openTunnel(
  request: IncomingMessage,
  waiting: Anteroom,
  world: ListenerWorld,
): Promise<Tunnel | Refusal> {
  const run = await admitted(request, waiting, world)
  if ('status' in run) return run
  const origin = /^[^/?#@\s]+:\d{1,5}$/.test(request.url ?? '') ? URL.parse(`https://${request.url}`) : null
  return origin === null ? { status: 400, words: 'CONNECT wants HOST:PORT' } : { run, origin }
}

/** The certificate is for the host that pip named to us, whatever the TLS hello says. */
function secureSocket(
  socket: Duplex,
  head: Buffer,
  { run, origin }: Tunnel,
  { leaves }: ListenerWorld,
): TLSSocket {
  socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
  if (head.length > 0) socket.unshift(head)
  const secureContext = leaves.leafFor(bareHost(origin.hostname)).context
  const secure = new TLSSocket(socket, {
    isServer: true,
    secureContext,
    ALPNProtocols: ['http/1.1'],
  })
  const end = (): void => void secure.destroy()
  secure.on('error', end)
  run.ended.addEventListener('abort', end, { once: true })
  secure.once('close', () => run.ended.removeEventListener('abort', end))
  return secure
}

function serve(
  run: OpenRun,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
  world: ListenerWorld,
): void {
  const leaving = new AbortController()
  response.once('close', () => leaving.abort())
  const exchange = { run, url, request, response, gone: AbortSignal.any([leaving.signal, run.ended]) }
  world.answer(exchange).catch((error: unknown) => {
    if (!exchange.gone.aborted) world.failed(error)
    if (response.headersSent) response.destroy()
    else
      refuseRequest(response, {
        status: 403,
        words: 'pip-trust failed; nothing was let through. trustctl status',
      })
  })
}

/** The run of a request, whose connection waits no longer; a refusal for want of a token is told. */
async function admitted(
  request: IncomingMessage,
  waiting: Anteroom,
  world: ListenerWorld,
): Promise<OpenRun | Refusal> {
  const run = await runOf(request, world)
  if (!('status' in run)) waiting.admit(request.socket)
  else if (run.status === 407)
    world.stranger({ what: 'a request without the token of an open run', from: peerOf(request.socket) })
  return run
}

/** The run of a request: its token is right, and its witness has said hello. */
async function runOf(request: IncomingMessage, { runs, failed }: ListenerWorld): Promise<OpenRun | Refusal> {
  try {
    const run = await runs.withToken(tokenOf(request.headers['proxy-authorization']), request.socket)
    if (run === null) return { status: 407, words: 'this proxy serves pip-trust runs only' }
    if (run.isWitnessed()) return run
  } catch (error) {
    failed(error)
    const words = error instanceof Error ? error.message : 'no reason was given'
    return { status: 403, words: `pip-trust cannot serve: ${words}` }
  }
  return { status: 403, words: 'refused by pip-trust: TC5006 no witness has said hello for this run' }
}

function tokenOf(header: string | undefined): string {
  const basic = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header ?? '')?.[1] ?? ''
  const [user, ...rest] = Buffer.from(basic, 'base64').toString('utf8').split(':')
  return user === 'run' ? rest.join(':') : ''
}

function absoluteUrl(request: IncomingMessage): URL | null {
  return /^http:\/\//i.test(request.url ?? '') ? URL.parse(request.url ?? '') : null
}

function tunnelledUrl({ origin }: Tunnel, request: IncomingMessage): URL | null {
  if (!request.url?.startsWith('/')) return null
  const named = URL.parse(`https://${request.headers.host ?? ''}`)
  return named?.host === origin.host ? URL.parse(origin.origin + request.url) : null
}

function refuseRequest(response: ServerResponse, { status, words }: Refusal): void {
  const line = asciiLine(words)
  response.writeHead(status, line, { ...challenge(status), connection: 'close', 'content-length': 0 })
  response.end()
}

function rawRefusal({ status, words }: Refusal): string {
  const extra = Object.entries(challenge(status)).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} ${asciiLine(words)}\r\n${extra.join('')}Connection: close\r\nContent-Length: 0\r\n\r\n`
}

const challenge = (status: number): Record<string, string> =>
  status === 407 ? { 'Proxy-Authenticate': 'Basic realm="pip-trust"' } : {}
