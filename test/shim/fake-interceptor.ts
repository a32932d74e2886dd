import { chmod, mkdir, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import packageJson from '../../package.json' with { type: 'json' }
import type { Socket } from 'node:net'
import { MAX_CALL_BYTES, parseBody, parseJudge } from '../../shim/runs/parse-call.ts'
import type { JudgeReply, JudgeRequest, OpenReply } from '../../shim/runs/api.ts'
import { type JsonObject, readBounded } from '../../src/encoding/index.ts'
import { homePaths } from '../../src/client/index.ts'

/** One call of a witness, as it came. */
export interface Call {
  readonly route: string
  readonly token: string | null
  readonly body: JsonObject
}

/** What the fake answers; everything is allowed when nothing is said. */
export interface Answers {
  readonly judge?: (question: JudgeRequest) => Partial<JudgeReply>
  readonly open?: Partial<OpenReply>
  readonly lines?: readonly string[]
  /** Status and body instead of an answer, by route. */
  readonly refuse?: Readonly<Record<string, { readonly status: number; readonly body: object }>>
  /** Routes on which the connection is dropped without an answer. */
  readonly drop?: readonly string[]
  /** Routes on which bytes that are no HTTP come back. */
  readonly garble?: readonly string[]
}

/** An interceptor that records what witnesses say, with a proxy port at which nothing is served. */
export interface FakeInterceptor {
  readonly calls: readonly Call[]
  readonly judged: () => readonly JudgeRequest[]
  readonly routes: () => readonly string[]
  readonly port: number
  readonly token: string
  /** Settles when every connection of witnesses has ended. */
  readonly close: () => Promise<void>
}

interface FakeState {
  readonly calls: Call[]
  readonly answers: Answers
  readonly port: number
  refused: number
}

const TOKEN = 'fake-token-0123456789'

/** Listens where the witness looks for the interceptor of this home. */
export async function startFakeInterceptor(
  trustHome: string,
  answers: Answers = {},
): Promise<FakeInterceptor> {
  const { run, shimSocket } = homePaths({ PIP_TRUST_HOME: trustHome })
  await mkdir(run, { recursive: true, mode: 0o700 })
  const proxy = createServer((_request, response) => response.writeHead(403, 'nothing is served here').end())
  await listen(proxy, { port: 0, host: '127.0.0.1' })
  const state: FakeState = { calls: [], answers, port: portOf(proxy), refused: 0 }
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    answer(request, response, state).catch(() => request.socket.destroy())
  })
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => sockets.add(socket))
  await listen(server, { path: shimSocket })
  await chmod(shimSocket, 0o600)
  return {
    calls: state.calls,
    judged: () =>
      state.calls.flatMap(({ route, body }) => (route === 'runs/judge' ? [parseJudge(body)] : [])),
    routes: () => state.calls.map(({ route }) => route),
    port: state.port,
    token: TOKEN,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      proxy.closeAllConnections()
      await Promise.all([ended(server), ended(proxy)])
      await rm(shimSocket, { force: true })
    },
  }
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port')
  return address.port
}

async function listen(server: Server, where: { port?: number; host?: string; path?: string }): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(where, resolve)
  })
}

async function ended(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
}

async function answer(request: IncomingMessage, response: ServerResponse, state: FakeState): Promise<void> {
  const route = (request.url ?? '').replace('/v1/', '')
  if (route === 'version')
    return send(response, 200, { version: packageJson.version, pid: process.pid, runs: 0 })
  const body = parseBody(await readBounded(request, { maxBytes: MAX_CALL_BYTES }))
  state.calls.push({ route, token: request.headers.authorization?.replace('Bearer ', '') ?? null, body })
  if (state.answers.drop?.includes(route)) request.socket.destroy()
  else if (state.answers.garble?.includes(route)) request.socket.end('no HTTP at all\r\n\r\n')
  else {
    const refusal = state.answers.refuse?.[route]
    send(response, refusal?.status ?? 200, refusal?.body ?? replyTo(route, body, state))
  }
}

function replyTo(route: string, body: JsonObject, state: FakeState): object {
  if (route === 'runs') return openReply(state)
  if (route === 'runs/judge') return judgement(parseJudge(body), state)
  if (route === 'runs/close') return closing(body, state)
  if (route === 'runs/event' && body['code'] !== null) state.refused += 1
  return { ok: true }
}

function openReply({ port, answers }: FakeState): OpenReply {
  const proxy = `http://run:${TOKEN}@127.0.0.1:${port}`
  return {
    token: TOKEN,
    proxy,
    port,
    caBundle: '/dev/null',
    args: [`--proxy=${proxy}`],
    env: { PIP_PROXY: proxy },
    logins: false,
    ...answers.open,
  }
}

function judgement(question: JudgeRequest, state: FakeState): JudgeReply {
  const reply: JudgeReply = {
    decision: 'allow',
    code: 'TC0000',
    words: 'nothing wanting',
    ...state.answers.judge?.(question),
  }
  if (reply.decision === 'block') state.refused += 1
  return reply
}

function closing(body: JsonObject, state: FakeState): object {
  const { refused, answers } = state
  return {
    lines: answers.lines ?? [],
    refused,
    report: { version: 1, run: 'f'.repeat(16), exitCode: body['exitCode'], refused },
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}
