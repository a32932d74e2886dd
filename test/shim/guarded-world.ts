import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { ExecutionContext } from 'ava'
import { connectFake, type FakeDaemon } from './fake-daemon.ts'
import { type Interceptor, startInterceptor } from '../../shim/interceptor/index.ts'
import type { CloseReply, JudgeReply, OpenReply, OpenRequest } from '../../shim/runs/index.ts'
import { homePaths, type HomePaths } from '../../src/client/index.ts'

export interface GuardedWorld {
  readonly paths: HomePaths
  readonly daemon: FakeDaemon
  readonly interceptor: Interceptor
  readonly call: (method: string, path: string, body?: object, token?: string) => Promise<CallAnswer>
  readonly open: (opening?: Partial<OpenRequest>) => Promise<GuardedRun>
}

/** A status, and JSON that the test reads as it expects it. */
export interface CallAnswer {
  readonly status: number
  readonly body: ReturnType<typeof JSON.parse>
}

export interface GuardedRun {
  readonly reply: OpenReply
  hello(): Promise<void>
  judge(request: object): Promise<JudgeReply>
  event(request: object): Promise<void>
  close(exitCode?: number): Promise<CloseReply>
  get(url: string, options?: GetOptions): Promise<Got>
  /** Drops the connection that opened the run. */
  hangUp(): Promise<void>
}

export interface GetOptions {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly proxy?: string
  readonly body?: string
}

export interface Got {
  readonly status: number
  readonly reason: string
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
  /** False when the connection ended before the answer did. */
  readonly complete: boolean
}

/** An interceptor in a scratch home, with a daemon that says what the test says. Ends with the test. */
export async function guardedWorld(t: ExecutionContext, { idleMs = 60_000 } = {}): Promise<GuardedWorld> {
  const home = await mkdtemp(join(tmpdir(), 'guarded-'))
  const paths = homePaths({ PIP_TRUST_HOME: home })
  const daemon: FakeDaemon = {
    asked: [],
    given: [],
    answer: () => ({ decision: 'allow' }),
    unreachable: false,
    told: [],
    precedents: [],
  }
  const started = await startInterceptor({
    paths,
    version: '1.0.0',
    idleMs,
    openDaemon: () => connectFake(daemon),
    clock: Date.now,
  })
  if (started === null) throw new Error('another interceptor is at this place')
  const hangUps: (() => void)[] = []
  t.teardown(async () => {
    hangUps.forEach((hangUp) => hangUp())
    started.stop()
    await started.over
    await rm(home, { recursive: true, force: true })
  })
  const call: GuardedWorld['call'] = (...request) => callAt(paths.shimSocket, ...request)
  return {
    paths,
    daemon,
    interceptor: started,
    call,
    async open(changes = {}) {
      const { reply, hangUp } = await openAt(paths.shimSocket, changes)
      hangUps.push(() => void hangUp())
      return guardedRun(reply, call, hangUp)
    },
  }
}

function guardedRun(reply: OpenReply, call: GuardedWorld['call'], hangUp: () => Promise<void>): GuardedRun {
  const ask = async <Reply>(path: string, body: object): Promise<Reply> => {
    const got = await call('POST', path, { v: 1, pid: 1, ...body }, reply.token)
    if (got.status !== 200) throw new Error(JSON.stringify(got))
    return got.body
  }
  return {
    reply,
    hangUp,
    hello: () => ask('/v1/runs/hello', { role: 'main' }),
    judge: (request) => ask('/v1/runs/judge', request),
    event: (request) => ask('/v1/runs/event', request),
    close: (exitCode = 0) => ask('/v1/runs/close', { exitCode, colour: false }),
    get: (url, options) => getThrough(reply, url, options),
  }
}

export function opening(changes: Partial<OpenRequest> = {}): OpenRequest {
  const python = { version: '3.11.0', executable: '/nowhere/python', prefix: '/nowhere' }
  const pip = { version: '25.3', location: '/nowhere/pip' }
  return { v: 1, pid: 1, cwd: '/', argv: ['install', 'x'], python, pip, env: {}, config: [], ...changes }
}

async function openAt(
  socketPath: string,
  changes: Partial<OpenRequest>,
): Promise<{ reply: OpenReply; hangUp: () => Promise<void> }> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const asking = httpRequest(
    { socketPath, method: 'POST', path: '/v1/runs', agent: new Agent({ keepAlive: true }) },
    resolve,
  )
  asking.on('error', reject)
  asking.end(JSON.stringify(opening(changes)))
  const response = await promise
  const { socket } = response
  const body = JSON.parse((await buffer(response)).toString())
  if (response.statusCode !== 200) throw Object.assign(new Error(body.message), { code: body.code })
  const closed = new Promise<void>((done) => socket.once('close', () => done()))
  const hangUp = (): Promise<void> => {
    socket.destroy()
    return closed
  }
  return { reply: body, hangUp }
}

async function callAt(
  socketPath: string,
  method: string,
  path: string,
  body?: object,
  token?: string,
): Promise<CallAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const asking = httpRequest({ socketPath, method, path, agent: false, headers }, resolve)
  asking.on('error', reject)
  asking.end(body === undefined ? undefined : JSON.stringify(body))
  const response = await promise
  return { status: response.statusCode ?? 0, body: JSON.parse((await buffer(response)).toString()) }
}

async function getThrough(reply: OpenReply, url: string, options: GetOptions = {}): Promise<Got> {
  const proxy = new URL(options.proxy ?? reply.proxy)
  const credentials = `Basic ${Buffer.from(`${proxy.username}:${proxy.password}`).toString('base64')}`
  const target = new URL(url)
  if (target.protocol === 'https:') return overTunnel(reply, target, proxy, credentials, options)
  const headers = { ...options.headers, host: target.host, 'proxy-authorization': credentials }
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const asking = httpRequest(
    {
      host: proxy.hostname,
      port: proxy.port,
      path: url,
      method: options.method ?? 'GET',
      headers,
      agent: false,
    },
    resolve,
  )
  asking.on('error', reject)
  asking.end(options.body)
  return readAll(await promise)
}

async function overTunnel(
  reply: OpenReply,
  target: URL,
  proxy: URL,
  credentials: string,
  options: GetOptions,
): Promise<Got> {
  const tunnel = await tunnelTo(target.host, proxy, credentials, readFileSync(reply.caBundle, 'utf8'))
  if ('status' in tunnel) return tunnel
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const asking = httpsRequest(
    {
      path: target.pathname + target.search,
      method: options.method ?? 'GET',
      headers: { host: target.host, ...options.headers },
      createConnection: () => tunnel,
    },
    resolve,
  )
  asking.on('error', reject)
  asking.end(options.body)
  return readAll(await promise)
}

/** A TLS connection through the proxy, or its refusal. */
export function tunnelTo(
  host: string,
  proxy: URL,
  credentials: string | null,
  ca: string,
): Promise<TLSSocket | Got> {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket | Got>()
  const headers = credentials === null ? {} : { 'proxy-authorization': credentials }
  const path = host.includes(':') ? host : `${host}:443`
  const asking = httpRequest({
    host: proxy.hostname,
    port: proxy.port,
    method: 'CONNECT',
    path,
    headers,
    agent: false,
  })
  asking.on('connect', (response, socket) => {
    if (response.statusCode !== 200) {
      socket.destroy()
      const { statusCode: status = 0, statusMessage: reason = '' } = response
      resolve({ status, reason, headers: response.headers, body: Buffer.alloc(0), complete: true })
      return
    }
    const name = new URL(`https://${path}`).hostname
    const secure = connectTls({ socket, host: name, ...(isIP(name) === 0 && { servername: name }), ca })
    secure.once('secureConnect', () => resolve(secure))
    secure.once('error', reject)
  })
  asking.on('error', reject)
  asking.end()
  return promise
}

async function readAll(response: IncomingMessage): Promise<Got> {
  const body = await buffer(response).catch(() => Buffer.alloc(0))
  const { statusCode: status = 0, statusMessage: reason = '', headers, complete } = response
  return { status, reason, headers, body, complete }
}
