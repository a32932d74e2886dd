import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createServer as createHttpsServer } from 'node:https'
import type { CertificateAuthority } from './certificate-authority.ts'
import { listenOnLoopback } from './loopback.ts'

/** An organisation's http proxy on loopback: CONNECT and absolute-form requests, with basic authentication. */
export interface UpstreamProxy {
  /** With the login, as it goes into `--proxy`. */
  readonly url: string
  /** What was asked of it: `CONNECT host:port`, or `GET http://…`. */
  readonly requests: () => readonly string[]
  readonly close: () => Promise<void>
}

export interface UpstreamProxyOptions {
  readonly login?: { readonly user: string; readonly password: string }
  /** Old proxies answer CONNECT as HTTP/1.0. */
  readonly httpVersion?: '1.0' | '1.1'
  /** Where hosts that exist for this proxy alone are: `HOST:PORT` by name. */
  readonly hosts?: Readonly<Record<string, string>>
  /** Spoken to over TLS, under this authority. */
  readonly authority?: CertificateAuthority
  /** Value of `Proxy-Authenticate`: nobody is let in who has but a password. */
  readonly challenge?: string
}

function admitted(request: IncomingMessage, { login, challenge }: UpstreamProxyOptions): boolean {
  if (challenge !== undefined) return false
  if (login === undefined) return true
  const expected = Buffer.from(`${login.user}:${login.password}`).toString('base64')
  return request.headers['proxy-authorization'] === `Basic ${expected}`
}

function forward(
  request: IncomingMessage,
  response: ServerResponse,
  { hosts = {} }: UpstreamProxyOptions,
): void {
  const target = new URL(request.url ?? '')
  target.host = hosts[target.hostname] ?? target.host
  const { 'proxy-authorization': _login, ...headers } = request.headers
  const onward = httpRequest(target, { method: request.method ?? 'GET', headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  onward.on('error', () => response.writeHead(502).end())
  request.pipe(onward)
}

function tunnel(request: IncomingMessage, client: Duplex, version: string): Socket {
  const [host = '', port = ''] = (request.url ?? '').split(':')
  const target = connect(Number(port), host, () => {
    client.write(`HTTP/${version} 200 Connection established\r\n\r\n`)
    client.pipe(target)
    target.pipe(client)
  })
  target.on('error', () => client.destroy())
  client.on('error', () => target.destroy())
  client.on('close', () => target.destroy())
  return target
}

function serverFor(answer: RequestListener, authority: CertificateAuthority | undefined): Server {
  if (authority === undefined) return createServer(answer)
  const { certificate, key } = authority.issue(['localhost'])
  return createHttpsServer({ cert: certificate, key }, answer)
}

/** Starts the proxy on a free port of 127.0.0.1. The caller closes it. */
export async function startUpstreamProxy(options: UpstreamProxyOptions = {}): Promise<UpstreamProxy> {
  const requests: string[] = []
  const version = options.httpVersion ?? '1.1'
  const challenge = options.challenge ?? 'Basic realm="world"'
  const answer: RequestListener = (request, response) => {
    requests.push(`${request.method} ${request.url}`)
    if (admitted(request, options)) forward(request, response, options)
    else response.writeHead(407, { 'proxy-authenticate': challenge }).end()
  }
  const server = serverFor(answer, options.authority)
  server.on('connect', (request: IncomingMessage, client: Duplex) => {
    requests.push(`CONNECT ${request.url}`)
    if (admitted(request, options)) tunnel(request, client, version)
    else client.end(`HTTP/${version} 407 Login needed\r\nproxy-authenticate: ${challenge}\r\n\r\n`)
  })
  const { port, close } = await listenOnLoopback(server)
  const host = options.authority === undefined ? '127.0.0.1' : 'localhost'
  const userInfo = options.login ? `${options.login.user}:${options.login.password}@` : ''
  return {
    url: `${options.authority === undefined ? 'http://' : 'https://'}${userInfo}${host}:${port}`,
    requests: () => requests,
    close,
  }
}
