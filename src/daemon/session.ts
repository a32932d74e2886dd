import type { WebSocket } from 'ws'
import {
  encodeMessage,
  parseRequest,
  PROTOCOL_VERSION,
  ProtocolError,
  type Request,
} from '../protocol/index.ts'
import { StoreError } from '../store/index.ts'
import { answer } from './answer.ts'
import type { Desk } from './desk.ts'
import { listingFrames } from './listing-frames.ts'
import type { Log } from './log.ts'
import { workQueue } from './work-queue.ts'

/** Bounds on what one client can make the daemon hold. Each has a test at the limit. */
export interface SessionLimits {
  /** How long a session may be without its hello. */
  readonly helloMs: number
  /** Questions that are worked on at once; then the session isn't read any further. */
  readonly maxInFlight: number
  /** Bytes of answers that the client has not taken yet. */
  readonly maxUnread: number
}

export const SESSION_LIMITS: SessionLimits = {
  helloMs: 5_000,
  maxInFlight: 64,
  maxUnread: 8 * 1024 * 1024,
}

/** One client's connection. */
export interface Session {
  /** Ends it as soon as nothing is being worked on. */
  finish(): void
  terminate(): void
}

const POLICY_VIOLATION = 1008
const GOING_AWAY = 1001

/** Serves one client: hello first, then questions, answered as they are ready. */
export function serveSession(
  socket: WebSocket,
  desk: Desk,
  { log, limits }: { readonly log: Log; readonly limits: SessionLimits },
): Session {
  const state = { greeted: false, finishing: false }
  const frames = listingFrames()
  const hello = setTimeout(() => socket.close(POLICY_VIOLATION, 'no hello in time'), limits.helloMs)
  const send = (text: string): void => {
    socket.send(text)
    if (socket.bufferedAmount <= limits.maxUnread) return
    log.write('warn', 'a client does not read its answers; its session ends')
    socket.terminate()
  }
  const refuse = (error: ProtocolError): void => {
    send(errorText(error))
    // Of a message that was not understood nobody knows which question it was: what follows can't be paired.
    if (error.id === 0 || error.code === 'hello-first') socket.close(POLICY_VIOLATION, error.code)
  }
  const closeIfDone = (): void => {
    if (state.finishing && queue.isEmpty()) socket.close(GOING_AWAY, 'draining')
  }
  const queue = workQueue(limits.maxInFlight, {
    onFull: () => socket.pause(),
    onRoom: () => socket.resume(),
    onEmpty: closeIfDone,
  })
  const work = async (request: Request): Promise<void> => {
    try {
      send(encodeMessage(await answer(request, desk, frames)))
    } catch (error) {
      refuse(internal(error, request.id, log))
    }
  }
  socket.on('message', (data, isBinary) => {
    const request = requestOf(data, isBinary, state.greeted)
    if (request instanceof ProtocolError) refuse(request)
    else {
      state.greeted = true
      clearTimeout(hello)
      queue.add(() => work(request))
    }
  })
  socket.on('error', (error) => log.write('warn', `a session failed: ${error.message}`))
  socket.once('close', () => clearTimeout(hello))
  return {
    finish: () => {
      state.finishing = true
      closeIfDone()
    },
    terminate: () => socket.terminate(),
  }
}

function requestOf(data: WebSocket.RawData, isBinary: boolean, greeted: boolean): Request | ProtocolError {
  try {
    if (isBinary)
      return new ProtocolError('malformed', { message: 'expected a text message and found a binary one' })
    const request = parseRequest(bytesOf(data))
    if (greeted || request.type === 'hello') return request
    const message = `expected a hello first and found \`${request.type}\``
    return new ProtocolError('hello-first', { message }, request.id)
  } catch (error) {
    if (error instanceof ProtocolError) return error
    throw error
  }
}

function bytesOf(data: WebSocket.RawData): Uint8Array {
  return Array.isArray(data) ? Buffer.concat(data) : new Uint8Array(data)
}

/** A bug or broken surroundings: the client gets no verdict, so it refuses; the reason is in the log. */
function internal(error: unknown, id: number, log: Log): ProtocolError {
  if (error instanceof ProtocolError) {
    const { code, message, hint } = error
    return new ProtocolError(code, { message, ...(hint === undefined ? {} : { hint }) }, id)
  }
  if (error instanceof StoreError) {
    const { message, hint } = error
    return new ProtocolError('refused', { message, ...(hint === undefined ? {} : { hint }) }, id)
  }
  const message = error instanceof Error ? error.message : String(error)
  const stack = error instanceof Error ? (error.stack ?? null) : null
  log.write('error', `a question could not be answered: ${message}`, { stack })
  return new ProtocolError('internal', { message: `the daemon failed: ${message}`, hint: 'see its log' }, id)
}

function errorText({ id, code, message, hint }: ProtocolError): string {
  const text = message.slice(0, 2000)
  return encodeMessage({ v: PROTOCOL_VERSION, id, type: 'error', code, message: text, hint: hint ?? null })
}
