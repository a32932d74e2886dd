import type { WebSocket } from 'ws'
import { PROTOCOL_VERSION, type HelloReply, type HelloRequest } from '../protocol/index.ts'
import { ask } from './ask.ts'
import { ClientError } from './client-error.ts'
import type { DaemonConnection } from './daemon-connection.ts'
import { pairReplies, type Pairing } from './pairing.ts'

/** How long a status, a record or a stop may take to be answered. */
const SMALL_ANSWER_MS = 15_000

/**
 * Says hello over an open WebSocket. Resolves null when the daemon is draining or went away meanwhile: another one is
 * to be looked for.
 */
export async function openSession(
  socket: WebSocket,
  client: Omit<HelloRequest['client'], 'pid'>,
  signal: AbortSignal,
): Promise<DaemonConnection | null> {
  const pairing = pairReplies(socket)
  try {
    const reply = await pairing.send({ type: 'hello', client: { ...client, pid: process.pid } }, { signal })
    if (reply.type !== 'hello') throw unexpected('hello', reply.type)
    return connectionOf(pairing, reply)
  } catch (error) {
    await pairing.close()
    if (error instanceof ClientError && error.code === 'closed') return null
    throw error
  }
}

function connectionOf(pairing: Pairing, hello: HelloReply): DaemonConnection {
  return {
    hello,
    ask: (question, options = {}) => ask(pairing, question, options),
    why: async (query) => {
      const reply = await pairing.send({ type: 'why', ...query }, soon())
      if (reply.type !== 'why') throw unexpected('why', reply.type)
      return reply.decisions
    },
    status: async () => {
      const reply = await pairing.send({ type: 'status' }, soon())
      if (reply.type !== 'status') throw unexpected('status', reply.type)
      return reply
    },
    stop: async ({ drain }) => {
      const reply = await pairing.send({ type: 'stop', drain }, soon())
      if (reply.type !== 'stop') throw unexpected('stop', reply.type)
    },
    close: () => pairing.close(),
    closed: pairing.closed,
  }
}

/** The limit of a small answer. */
function soon(): { readonly signal: AbortSignal } {
  return { signal: AbortSignal.timeout(SMALL_ANSWER_MS) }
}

/** An answer of another type than the question's. */
function unexpected(wanted: string, found: string): ClientError {
  return new ClientError('protocol', {
    message: `the daemon answered a \`${wanted}\` question of protocol ${PROTOCOL_VERSION} with \`${found}\``,
    hint: 'trustctl down && trustctl up',
  })
}
