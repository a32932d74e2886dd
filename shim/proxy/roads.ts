import { lookup } from 'node:dns/promises'
import { request } from 'node:http'
import { connect, isIP, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { SecureContext } from 'node:tls'
import type { HttpProxy, SocksProxy, UpstreamProxy } from '../pip-settings/index.ts'
import { ProxyError } from './proxy-error.ts'
import { loginWanted } from './proxy-login.ts'
import { connectVerified, untrusted } from './untrusted.ts'

const TUNNEL_MS = 30_000

/** A server, by name or address. */
export interface Target {
  readonly host: string
  readonly port: number
}

/** Opens a way through a proxy to a server, over which anything can be spoken. Rejects with `ProxyError`. */
export function roadThrough(proxy: UpstreamProxy, target: Target, context: SecureContext): Promise<Duplex> {
  return proxy.kind === 'http' ? tunnel(proxy, target, context) : socks(proxy, target)
}

/** A connection to the proxy itself; over TLS its certificate is verified like an index's. */
export function connectToProxy({ secure, host, port }: HttpProxy, secureContext: SecureContext): Socket {
  if (!secure) return connect({ host, port })
  const name = isIP(host) === 0 ? { servername: host } : {}
  return connectVerified({ host, port, ...name, secureContext, ALPNProtocols: ['http/1.1'] })
}

/** RFC 9110 §9.3.6. Any 2xx answer opens the tunnel, of HTTP/1.0 as well. */
function tunnel(proxy: HttpProxy, { host, port }: Target, context: SecureContext): Promise<Duplex> {
  const authority = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`
  const credentials = proxy.authorization === null ? {} : { 'proxy-authorization': proxy.authorization }
  const asking = request({
    createConnection: () => connectToProxy(proxy, context),
    method: 'CONNECT',
    path: authority,
    headers: { host: authority, ...credentials },
    timeout: TUNNEL_MS,
  })
  return new Promise((resolve, reject) => {
    asking.once('connect', (response, socket, head) => {
      socket.setTimeout(0)
      if (head.length > 0) socket.unshift(head)
      const status = response.statusCode ?? 0
      if (status >= 200 && status < 300) return resolve(socket)
      socket.destroy()
      if (status === 407) return reject(loginWanted(proxy, response.headers['proxy-authenticate']))
      reject(failed(proxy, `refused the connection to \`${authority}\`: ${status} ${response.statusMessage}`))
    })
    asking.once('response', (response) => {
      response.destroy()
      reject(failed(proxy, `answered ${response.statusCode} ${response.statusMessage}`))
    })
    asking.once('timeout', () => asking.destroy(new Error('no answer')))
    asking.once('error', (error) => reject(proxyFailure(proxy, error)))
    asking.end()
  })
}

/** What a connection to a proxy failed of. */
export function proxyFailure(proxy: UpstreamProxy, error: Error): ProxyError {
  return untrusted(error, `${proxy.host}:${proxy.port}`) ?? failed(proxy, `does not answer: ${error.message}`)
}

async function socks(proxy: SocksProxy, target: Target): Promise<Socket> {
  const { SocksClient } = await import('socks')
  const { host, port, version, login } = proxy
  const credentials = login === null ? {} : { userId: login.user, password: login.password }
  try {
    const address = await addressFor(proxy, target.host)
    const { socket } = await SocksClient.createConnection({
      proxy: { host, port, type: version, ...credentials },
      command: 'connect',
      destination: { host: address, port: target.port },
      timeout: TUNNEL_MS,
    })
    return socket
  } catch (error) {
    const said = error instanceof Error ? error.message : 'no answer'
    throw failed(proxy, `did not connect to \`${target.host}:${target.port}\`: ${said}`)
  }
}

/** SOCKS 4 knows IPv4 addresses alone. */
async function addressFor({ names, version }: SocksProxy, host: string): Promise<string> {
  if (names === 'there' || isIP(host) !== 0) return host
  return (await lookup(host, version === 4 ? { family: 4 } : {})).address
}

function failed({ host, port }: UpstreamProxy, found: string): ProxyError {
  return new ProxyError('proxy-failed', {
    message: `the proxy \`${host}:${port}\` ${found}`,
    hint: 'check `--proxy`, `proxy =` in pip.conf, and `HTTPS_PROXY`',
  })
}
