import { type IncomingMessage, type OutgoingHttpHeaders, request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { SecureContext } from 'node:tls'
import type { UpstreamProxy, UpstreamSettings } from '../pip-settings/index.ts'
import { bareHost } from '../pip-settings/index.ts'
import { ProxyError } from './proxy-error.ts'
import { loginWanted } from './proxy-login.ts'
import { proxyFailure } from './roads.ts'
import { PlainAgent, TunnelAgent } from './tunnel-agent.ts'
import { untrusted } from './untrusted.ts'

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

/** The connections of one way: straight, or through one proxy. */
interface Agents {
  readonly tls: TunnelAgent
  readonly plain: PlainAgent
}

/** Connects with pip's own settings; `context` holds the roots that count and the client's certificate. */
export function upstream(
  settings: Pick<UpstreamSettings, 'proxyFor'>,
  secureContext: SecureContext,
): Upstream {
  const ways = new Map<string, Agents>()
  const agentsFor = (proxy: UpstreamProxy | null): Agents => {
    const key = JSON.stringify(proxy)
    const options = { ...KEEP_ALIVE, secureContext, proxy }
    const agents = ways.get(key) ?? { tls: new TunnelAgent(options), plain: new PlainAgent(options) }
    ways.set(key, agents)
    return agents
  }
  const dispatch = (request: UpstreamRequest): Promise<IncomingMessage> => {
    const proxy = settings.proxyFor(request.url)
    const { tls, plain } = agentsFor(proxy)
    return request.url.protocol === 'https:' ? viaTls(request, tls) : viaPlain(request, proxy, plain)
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
    close: () =>
      [...ways.values()].forEach(({ tls, plain }) => [tls, plain].forEach((each) => each.destroy())),
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

/** Through an http proxy, plain http goes in absolute form (RFC 9112 §3.2.2). */
async function viaPlain(
  { url, method, headers, body, signal }: UpstreamRequest,
  proxy: UpstreamProxy | null,
  agent: PlainAgent,
): Promise<IncomingMessage> {
  const asking = { method, agent, signal, maxHeaderSize: MAX_HEADER_BYTES }
  if (proxy?.kind !== 'http') {
    const own = { host: bareHost(url.hostname), port: Number(url.port || '80') }
    return answerTo(httpRequest({ ...asking, ...own, path: url.pathname + url.search, headers }), body)
  }
  const { host, port, authorization } = proxy
  const credentials = authorization === null ? {} : { 'proxy-authorization': authorization }
  const whole = { host, port, path: absoluteForm(url), headers: { ...headers, ...credentials } }
  const answer = await answerTo(httpRequest({ ...asking, ...whole }), body).catch((error: unknown) => {
    const isOurs = error instanceof Error && !(error instanceof ProxyError) && !isStaleConnection(error)
    return Promise.reject(isOurs ? proxyFailure(proxy, error) : error)
  })
  if (answer.statusCode !== 407) return answer
  answer.destroy()
  throw loginWanted(proxy, answer.headers['proxy-authenticate'])
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

function translate(cause: unknown, url: URL): ProxyError {
  if (cause instanceof ProxyError) return cause
  const said = cause instanceof Error ? cause.message : 'no answer'
  return (
    untrusted(cause, url.host) ??
    new ProxyError('upstream-failed', { message: `\`${url.host}\` does not answer: ${said}`, cause })
  )
}
