import { Agent, type AgentOptions } from 'node:https'
import { request } from 'node:http'
import { type Duplex, PassThrough } from 'node:stream'
import type { Socket } from 'node:net'
import { isIP } from 'node:net'
import { connect, type SecureContext, type TLSSocket } from 'node:tls'
import type { UpstreamProxy } from '../pip-settings/index.ts'
import { ProxyError } from './proxy-error.ts'

const TUNNEL_MS = 30_000

interface TunnelOptions extends AgentOptions {
  readonly secureContext: SecureContext
  readonly proxy: UpstreamProxy | null
}

interface Target {
  readonly host: string
  readonly port: number
}

type Done = (error: Error | null, stream: Duplex) => void

/** Keeps TLS connections to indexes, straight or through an http proxy; the certificate is always verified. */
export class TunnelAgent extends Agent {
  readonly #context: SecureContext
  readonly #proxy: UpstreamProxy | null

  constructor({ secureContext, proxy, ...options }: TunnelOptions) {
    super(options)
    this.#context = secureContext
    this.#proxy = proxy
  }

  override createConnection(
    options: { host?: string | null; port?: number | string | null },
    done?: Done,
  ): Duplex | null | undefined {
    const target = { host: options.host ?? '', port: Number(options.port ?? 443) }
    if (this.#proxy === null) return this.#secure(target, null)
    tunnel(this.#proxy, target).then(
      (socket) => done?.(null, this.#secure(target, socket)),
      (error: Error) => done?.(error, new PassThrough().destroy()),
    )
    return undefined
  }

  #secure(target: Target, socket: Socket | null): TLSSocket {
    const name = isIP(target.host) === 0 ? { servername: target.host } : {}
    const road = socket === null ? target : { socket }
    // `host` is what the certificate is compared with, also where the connection leads through a proxy.
    return connect({
      ...road,
      host: target.host,
      ...name,
      secureContext: this.#context,
      rejectUnauthorized: true,
      ALPNProtocols: ['http/1.1'],
    })
  }
}

/** RFC 9110 §9.3.6. Any 2xx answer opens the tunnel, of HTTP/1.0 as well. */
function tunnel(proxy: UpstreamProxy, { host, port }: Target): Promise<Socket> {
  const authority = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`
  const credentials = proxy.authorization === null ? {} : { 'proxy-authorization': proxy.authorization }
  const asking = request({
    host: proxy.host,
    port: proxy.port,
    method: 'CONNECT',
    path: authority,
    headers: { host: authority, ...credentials },
    agent: false,
    timeout: TUNNEL_MS,
  })
  return new Promise((resolve, reject) => {
    const refuse = (found: string): void =>
      reject(
        new ProxyError('upstream-failed', {
          message: `the proxy \`${proxy.host}:${proxy.port}\` ${found}`,
          hint: 'check `--proxy`',
        }),
      )
    asking.once('connect', (response, socket, head) => {
      socket.setTimeout(0)
      if (head.length > 0) socket.unshift(head)
      if (response.statusCode !== undefined && response.statusCode >= 200 && response.statusCode < 300)
        resolve(socket)
      else {
        socket.destroy()
        refuse(`refused the connection to \`${authority}\`: ${response.statusCode} ${response.statusMessage}`)
      }
    })
    asking.once('response', (response) => {
      response.destroy()
      refuse(`answered ${response.statusCode} ${response.statusMessage}`)
    })
    asking.once('timeout', () => asking.destroy(new Error('no answer')))
    asking.once('error', (error) => refuse(`does not answer: ${error.message}`))
    asking.end()
  })
}
