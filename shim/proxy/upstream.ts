import {
  Agent as HttpAgent,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as httpRequest,
} from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { SecureContext } from 'node:tls'
import type { UpstreamProxy, UpstreamSettings } from '../pip-settings/index.ts'
import { bareHost } from '../pip-settings/index.ts'
import { ProxyError } from './proxy-error.ts'
import { TunnelAgent } from './tunnel-agent.ts'

/** Silence of a server after which it counts as gone. */
const UPSTREAM_IDLE_MS = 60_000
const MAX_HEADER_BYTES = 65_536
const KEEP_ALIVE = {
  keepAlive: true,
  keepAliveMsecs: 30_000,
  maxFreeSockets: 16,
  scheduling: 'lifo',
} as const

/** A request as it leaves for an index. */
interface UpstreamRequest {
  readonly url: URL
  readonly method: string
  readonly headers: OutgoingHttpHeaders
  readonly body: Buffer | null
  readonly signal: AbortSignal
}

/** The way to indexes under one set of settings, with its warm connections. */
export interface Upstream {
  /** The response's head; its body is still to be read. Rejects with `ProxyError`. */
  send(request: UpstreamRequest): Promise<IncomingMessage>
  close(): void
}

/** Connects with pip's own settings; `context` holds the roots that count and the client's certificate. */
export function upstream(settings: Pick<UpstreamSettings, 'proxyFor'>, context: SecureContext): Upstream {
  const plain = new HttpAgent(KEEP_ALIVE)
  const direct = new TunnelAgent({ ...KEEP_ALIVE, secureContext: context, proxy: null })
  const tunnels = new Map<string, TunnelAgent>()
  const tunnelFor = (proxy: UpstreamProxy | null): TunnelAgent => {
    if (proxy === null) return direct
    const key = `${proxy.host}:${proxy.port}`
    const tunnel = tunnels.get(key) ?? new TunnelAgent({ ...KEEP_ALIVE, secureContext: context, proxy })
    tunnels.set(key, tunnel)
    return tunnel
  }
  const dispatch = (request: UpstreamRequest): Promise<IncomingMessage> => {
    const proxy = settings.proxyFor(request.url)
    return request.url.protocol === 'https:'
      ? viaTls(request, tunnelFor(proxy))
      : viaPlain(request, proxy, plain)
  }
  return {
    send: async (request) => {
      try {
        return await dispatch(request)
      } catch (error) {
        if (request.signal.aborted || !isStaleConnection(error)) throw translate(error, request.url)
      }
      return dispatch(request).catch((error: unknown) => Promise.reject(translate(error, request.url)))
    },
    close: () => [plain, direct, ...tunnels.values()].forEach((agent) => agent.destroy()),
  }
}

type Sending = ReturnType<typeof httpRequest>

function viaTls(
  { url, method, headers, body, signal }: UpstreamRequest,
  agent: TunnelAgent,
): Promise<IncomingMessage> {
  const target = {
    host: bareHost(url.hostname),
    port: Number(url.port || '443'),
    path: url.pathname + url.search,
  }
  return answerTo(
    httpsRequest({ ...target, method, headers, agent, signal, maxHeaderSize: MAX_HEADER_BYTES }),
    body,
  )
}

/** Through a proxy, plain http goes in absolute form (RFC 9112 §3.2.2). */
function viaPlain(
  { url, method, headers, body, signal }: UpstreamRequest,
  proxy: UpstreamProxy | null,
  agent: HttpAgent,
): Promise<IncomingMessage> {
  const own = {
    host: bareHost(url.hostname),
    port: Number(url.port || '80'),
    path: url.pathname + url.search,
    headers,
  }
  const credentials = proxy?.authorization == null ? {} : { 'proxy-authorization': proxy.authorization }
  const target =
    proxy === null
      ? own
      : {
          host: proxy.host,
          port: proxy.port,
          path: absoluteForm(url),
          headers: { ...headers, ...credentials },
        }
  return answerTo(httpRequest({ ...target, method, agent, signal, maxHeaderSize: MAX_HEADER_BYTES }), body)
}

const absoluteForm = (url: URL): string => `http://${url.host}${url.pathname}${url.search}`

function answerTo(sending: Sending, body: Buffer | null): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    sending.once('response', resolve)
    sending.on('error', (error: Error) => reject(Object.assign(error, { reused: sending.reusedSocket })))
    sending.once('upgrade', (_response, socket) => {
      socket.destroy()
      reject(new ProxyError('upstream-failed', { message: 'the server wants to change the protocol' }))
    })
    sending.setTimeout(UPSTREAM_IDLE_MS, () =>
      sending.destroy(
        new ProxyError('upstream-failed', {
          message: `the server said nothing for ${UPSTREAM_IDLE_MS / 1000} s`,
        }),
      ),
    )
    sending.end(body ?? undefined)
  })
}

/** A kept connection that the server had closed just then: what was sent on it has not been looked at. */
function isStaleConnection(error: unknown): boolean {
  return (
    error instanceof Error &&
    'reused' in error &&
    error.reused === true &&
    'code' in error &&
    /^(ECONNRESET|EPIPE)$/.test(String(error.code))
  )
}

const TLS_CODES =
  /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH)/
/** What Node adds for its own callers. */
const NODE_ADVICE = /; if the root CA is installed locally.*$/s

function translate(cause: unknown, url: URL): ProxyError {
  if (cause instanceof ProxyError) return cause
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const said = cause instanceof Error ? cause.message : 'no answer'
  if (TLS_CODES.test(code)) {
    const message = `the certificate of \`${url.host}\` does not verify: ${said.replace(NODE_ADVICE, '')}`
    return new ProxyError('upstream-untrusted', {
      message,
      hint: 'name the right authority with `--cert FILE`',
      cause,
    })
  }
  return new ProxyError('upstream-failed', { message: `\`${url.host}\` does not answer: ${said}`, cause })
}
