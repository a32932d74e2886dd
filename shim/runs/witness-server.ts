import { chmod, rename, unlink } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { PipTrustError } from '../../src/errors/index.ts'
import { EncodingError, type JsonObject, readBounded } from '../../src/encoding/index.ts'
import type {
  Ack,
  CloseReply,
  CloseRequest,
  EventRequest,
  GuardReply,
  HelloRequest,
  JudgeReply,
  JudgeRequest,
  LoginsReply,
  LoginsRequest,
} from './api.ts'
import type { OpenReply, OpenRequest, VersionReply } from './api.ts'
import {
  MAX_CALL_BYTES,
  parseBody,
  parseClose,
  parseEvent,
  parseHello,
  parseJudge,
  parseLogins,
  parseOpen,
} from './parse-call.ts'
import type { Registry } from './registry.ts'
import type { OpenRun } from './run.ts'
import { RunsError } from './runs-error.ts'
import type { Stranger } from './stranger.ts'

/** What the calls of witnesses do. `open` gives the run beside the reply; `ended` fires when its connection is gone. */
export interface WitnessCalls {
  open(
    request: OpenRequest,
    ended: AbortSignal,
  ): Promise<{ readonly run: OpenRun; readonly reply: OpenReply }>
  hello(run: OpenRun, request: HelloRequest): Ack
  judge(run: OpenRun, request: JudgeRequest): Promise<JudgeReply>
  event(run: OpenRun, request: EventRequest): Ack
  logins(run: OpenRun, request: LoginsRequest): Promise<LoginsReply>
  close(run: OpenRun, request: CloseRequest): Promise<CloseReply>
  version(): VersionReply
  guard(): Promise<GuardReply>
  stop(): Ack
  /** Somebody asked about a run without its token. */
  stranger(stranger: Stranger): void
}

const MAX_HEADER_BYTES = 16_384
const STATUS: Readonly<Record<string, number>> = {
  unauthorised: 401,
  'unknown-call': 404,
  draining: 503,
  'too-many': 503,
  'too-large': 413,
}

/** The HTTP server that witnesses speak to. It does not listen yet. A run ends when the connection that opened it ends. */
export function witnessServer(calls: WitnessCalls, runs: Registry, failed: (error: unknown) => void): Server {
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: 0, requestTimeout: 0 })
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(request, calls, runs)
      .then((reply) => send(response, 200, reply))
      .catch((error: unknown) => refuse(response, error, failed))
  })
  server.on('clientError', (_error, socket) => socket.destroy())
  return server
}

/** Binds beside the name, makes the socket private and only then puts it in its place: who finds it can connect. */
export async function listenAt(server: Server, path: string): Promise<void> {
  const aside = `${path}.${process.pid}`
  await unlink(aside).catch(() => undefined)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(aside, resolve)
  })
  await chmod(aside, 0o600)
  await rename(aside, path)
}

async function answer(request: IncomingMessage, calls: WitnessCalls, runs: Registry): Promise<object> {
  const call = `${request.method} ${request.url}`
  if (call === 'GET /v1/version') return calls.version()
  if (call === 'POST /v1/stop') return calls.stop()
  if (call === 'POST /v1/guard') return calls.guard()
  const body = await bodyOf(request)
  if (call === 'POST /v1/runs') return open(request, body, calls, runs)
  const run = runOf(request, calls, runs)
  switch (call) {
    case 'POST /v1/runs/hello':
      return calls.hello(run, parseHello(body))
    case 'POST /v1/runs/judge':
      return calls.judge(run, parseJudge(body))
    case 'POST /v1/runs/logins':
      return calls.logins(run, parseLogins(body))
    case 'POST /v1/runs/event':
      return calls.event(run, parseEvent(body))
    case 'POST /v1/runs/close':
      return calls.close(run, parseClose(body))
    default:
      throw new RunsError('unknown-call', { message: `there is no call \`${call}\`` })
  }
}

async function open(
  request: IncomingMessage,
  body: JsonObject,
  calls: WitnessCalls,
  runs: Registry,
): Promise<OpenReply> {
  const ending = new AbortController()
  request.socket.once('close', () => ending.abort())
  const { run, reply } = await calls.open(parseOpen(body), ending.signal)
  if (!runs.add(run)) throw new RunsError('too-many', { message: 'too many runs of pip are open at a time' })
  const end = (): void => runs.remove(run)
  if (ending.signal.aborted) end()
  else ending.signal.addEventListener('abort', end, { once: true })
  return reply
}

function runOf(request: IncomingMessage, calls: WitnessCalls, runs: Registry): OpenRun {
  const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
  const run = runs.withToken(token)
  if (run !== null) return run
  calls.stranger({ what: "a call on the witnesses' socket without the token of an open run", from: null })
  throw new RunsError('unauthorised', {
    message: 'this call has no token of an open run',
    hint: 'run pip again',
  })
}

async function bodyOf(request: IncomingMessage): Promise<JsonObject> {
  try {
    return parseBody(await readBounded(request, { maxBytes: MAX_CALL_BYTES }))
  } catch (cause) {
    if (!(cause instanceof EncodingError) || cause.code !== 'too-large') throw cause
    throw new RunsError('too-large', { message: `the call has more than ${MAX_CALL_BYTES} bytes`, cause })
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

function refuse(response: ServerResponse, error: unknown, failed: (error: unknown) => void): void {
  if (error instanceof PipTrustError) {
    const code = String(error.code)
    send(response, STATUS[code] ?? 400, { code, message: error.message, hint: error.hint ?? null })
    return
  }
  failed(error)
  send(response, 500, {
    code: 'internal',
    message: 'the interceptor failed; its log says why',
    hint: 'trustctl status',
  })
}
