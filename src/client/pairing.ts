import type { WebSocket } from 'ws'
import {
  encodeMessage,
  parseReply,
  PROTOCOL_VERSION,
  type ErrorReply,
  type Reply,
  type Request,
} from '../protocol/index.ts'
import { ClientError, type ClientErrorCode } from './client-error.ts'

/** A request without its envelope. */
export type Content = Request extends infer Each
  ? Each extends Request
    ? Omit<Each, 'v' | 'id'>
    : never
  : never

/** Questions and answers over one WebSocket, paired by id. */
export interface Pairing {
  /** Resolves with the answer; error answers, the connection's end and the signal reject with a `ClientError`. */
  send(content: Content, options: { readonly signal: AbortSignal }): Promise<Exclude<Reply, ErrorReply>>
  close(): Promise<void>
  readonly closed: Promise<void>
}

type Settle = (outcome: Reply | ClientError) => void

/** How long the other side may take to say good-bye. */
const CLOSE_MS = 1000

const CODE_OF: Readonly<Record<ErrorReply['code'], ClientErrorCode>> = {
  malformed: 'protocol',
  'too-large': 'protocol',
  'too-deep': 'protocol',
  'unknown-type': 'protocol',
  'hello-first': 'protocol',
  'unsupported-version': 'version',
  draining: 'closed',
  refused: 'refused',
  internal: 'refused',
}

/** Takes over an open WebSocket. A reply that can't be parsed ends the connection: what follows can't be trusted to pair. */
export function pairReplies(socket: WebSocket): Pairing {
  const waiting = new Map<number, Settle>()
  let lastId = 0
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      failAll(waiting, ended())
      resolve()
    })
  })
  socket.on('error', () => socket.terminate())
  socket.on('message', (data) => {
    const reply = replyOf(data)
    if (reply instanceof ClientError) {
      failAll(waiting, reply)
      socket.terminate()
    } else settleOne(waiting, reply)
  })
  const send: Pairing['send'] = async (content, { signal }) => {
    if (socket.readyState !== socket.OPEN) throw ended()
    const id = (lastId += 1)
    const message = encodeMessage({ v: PROTOCOL_VERSION, id, ...content })
    const answer = waitFor(waiting, id, signal)
    socket.send(message)
    return withoutError(await answer)
  }
  return { send, close: () => closeSocket(socket, closed), closed }
}

function waitFor(waiting: Map<number, Settle>, id: number, signal: AbortSignal): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => settle(late(signal))
    const settle: Settle = (outcome) => {
      waiting.delete(id)
      signal.removeEventListener('abort', onAbort)
      if (outcome instanceof ClientError) reject(outcome)
      else resolve(outcome)
    }
    waiting.set(id, settle)
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
  })
}

function replyOf(data: WebSocket.RawData): Reply | ClientError {
  try {
    return parseReply(Array.isArray(data) ? Buffer.concat(data) : new Uint8Array(data))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    return new ClientError('protocol', { message: `the daemon's answer is not understood: ${why}`, cause })
  }
}

function settleOne(waiting: Map<number, Settle>, reply: Reply): void {
  // Id 0: the daemon could not even read which question it refuses, so it is any of them.
  if (reply.type === 'error' && reply.id === 0) failAll(waiting, errorOf(reply))
  // An answer that nobody waits for any longer came after its time limit.
  else waiting.get(reply.id)?.(reply)
}

function failAll(waiting: Map<number, Settle>, error: ClientError): void {
  for (const settle of waiting.values()) settle(error)
}

function withoutError(reply: Reply): Exclude<Reply, ErrorReply> {
  if (reply.type === 'error') throw errorOf(reply)
  return reply
}

function errorOf({ code, message, hint }: ErrorReply): ClientError {
  return new ClientError(CODE_OF[code], {
    message: `the daemon refused the question: ${message}`,
    ...(hint === null ? {} : { hint }),
  })
}

function ended(): ClientError {
  return new ClientError('closed', {
    message: 'the connection to the daemon ended before it answered',
    hint: 'run the command again',
  })
}

function late(signal: AbortSignal): ClientError {
  return new ClientError('timeout', {
    message: 'the daemon did not answer in time',
    hint: 'trustctl status',
    cause: signal.reason,
  })
}

async function closeSocket(socket: WebSocket, closed: Promise<void>): Promise<void> {
  socket.close(1000)
  const timer = setTimeout(() => socket.terminate(), CLOSE_MS)
  await closed
  clearTimeout(timer)
}
