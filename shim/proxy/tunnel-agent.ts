import { Agent as HttpAgent, type AgentOptions as HttpAgentOptions } from 'node:http'
import { Agent, type AgentOptions } from 'node:https'
import { connect, isIP } from 'node:net'
import { type Duplex, PassThrough } from 'node:stream'
import type { SecureContext, TLSSocket } from 'node:tls'
import type { UpstreamProxy } from '../pip-settings/index.ts'
import { connectToProxy, roadThrough, type Target } from './roads.ts'
import { connectVerified } from './untrusted.ts'

/** Which way the connections of an agent go. */
interface Way {
  readonly secureContext: SecureContext
  readonly proxy: UpstreamProxy | null
}

interface Wanted {
  readonly host?: string | null
  readonly port?: number | string | null
}

type Done = (error: Error | null, stream: Duplex) => void

/** Keeps TLS connections to indexes, straight or through a proxy; the certificate is always verified. */
export class TunnelAgent extends Agent {
  readonly #way: Way

  constructor({ secureContext, proxy, ...options }: AgentOptions & Way) {
    super(options)
    this.#way = { secureContext, proxy }
  }

  override createConnection(options: Wanted, done?: Done): Duplex | null | undefined {
    const target = targetOf(options, 443)
    const { proxy, secureContext } = this.#way
    if (proxy === null) return this.#secure(target, null)
    hand(
      roadThrough(proxy, target, secureContext).then((socket) => this.#secure(target, socket)),
      done,
    )
    return undefined
  }

  #secure(target: Target, socket: Duplex | null): TLSSocket {
    const name = isIP(target.host) === 0 ? { servername: target.host } : {}
    const road = socket === null ? target : { socket }
    // `host` is what the certificate is compared with, also where the connection leads through a proxy.
    return connectVerified({
      ...road,
      host: target.host,
      ...name,
      secureContext: this.#way.secureContext,
      ALPNProtocols: ['http/1.1'],
    })
  }
}

/** Keeps plain connections to indexes, or to the proxy that is asked for whole addresses. */
export class PlainAgent extends HttpAgent {
  readonly #way: Way

  constructor({ secureContext, proxy, ...options }: HttpAgentOptions & Way) {
    super(options)
    this.#way = { secureContext, proxy }
  }

  override createConnection(options: Wanted, done?: Done): Duplex | null | undefined {
    const { proxy, secureContext } = this.#way
    if (proxy?.kind === 'http') return connectToProxy(proxy, secureContext)
    const target = targetOf(options, 80)
    if (proxy === null) return connect(target)
    hand(roadThrough(proxy, target, secureContext), done)
    return undefined
  }
}

const targetOf = ({ host, port }: Wanted, usual: number): Target => ({
  host: host ?? '',
  port: Number(port ?? usual),
})

function hand(road: Promise<Duplex>, done: Done | undefined): void {
  road.then(
    (stream) => done?.(null, stream),
    (error: Error) => done?.(error, new PassThrough().destroy()),
  )
}
