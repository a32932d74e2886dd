import type { WebSocket } from 'ws'
import { MAX_LISTED_FILES, PROTOCOL_VERSION, type HelloReply, type HelloRequest } from '../protocol/index.ts'
import type { Listing, Run, Withheld } from '../verdict/index.ts'
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
    ...records(pairing),
    releases: oneAtATime(
      (run, { index, project }) => `${run.id} ${index.url} ${project}`,
      (run, listing) => tellReleases(pairing, run, listing),
    ),
    page: async (query) => {
      const reply = await pairing.send({ type: 'page', ...query }, soon())
      if (reply.type !== 'page') throw unexpected('page', reply.type)
      return { denial: reply.denial, privateIndexes: reply.privateIndexes }
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

type Records = Pick<
  DaemonConnection,
  'decisions' | 'history' | 'append' | 'reload' | 'publishers' | 'changePublisher' | 'bypass' | 'canary'
>

/** What `trustctl` asks and does: the daemon's memory, and what people change. */
function records(pairing: Pairing): Records {
  return {
    decisions: async (paging) => {
      const reply = await pairing.send({ type: 'decisions', ...paging }, soon())
      if (reply.type !== 'decisions') throw unexpected('decisions', reply.type)
      return { decisions: reply.decisions, next: reply.next }
    },
    history: async (paging) => {
      const reply = await pairing.send({ type: 'history', ...paging }, soon())
      if (reply.type !== 'history') throw unexpected('history', reply.type)
      return { records: reply.records, next: reply.next }
    },
    append: async (actor, event) => {
      const reply = await pairing.send({ type: 'append', actor, event }, soon())
      if (reply.type !== 'append') throw unexpected('append', reply.type)
    },
    reload: async () => {
      const reply = await pairing.send({ type: 'reload' }, soon())
      if (reply.type !== 'reload') throw unexpected('reload', reply.type)
      return reply.policy
    },
    publishers: async (project) => {
      const reply = await pairing.send({ type: 'publishers', project }, soon())
      if (reply.type !== 'publishers') throw unexpected('publishers', reply.type)
      return reply.publishers
    },
    changePublisher: async (change) => {
      const reply = await pairing.send({ type: 'publisher-change', ...change }, soon())
      if (reply.type !== 'publisher-change') throw unexpected('publisher-change', reply.type)
    },
    bypass: async (actor, bypass) => {
      const reply = await pairing.send({ type: 'bypass', actor, bypass }, soon())
      if (reply.type !== 'bypass') throw unexpected('bypass', reply.type)
      return reply.bypass
    },
    canary: async (canary) => {
      const reply = await pairing.send({ type: 'canary', ...canary }, soon())
      if (reply.type !== 'canary') throw unexpected('canary', reply.type)
      return reply.until
    },
  }
}

/** Frames of two listings of one page must not come between each other. */
function oneAtATime(
  keyOf: (run: Run, listing: Listing) => string,
  tell: DaemonConnection['releases'],
): DaemonConnection['releases'] {
  const last = new Map<string, Promise<unknown>>()
  return async (run, listing) => {
    const key = keyOf(run, listing)
    const before = last.get(key)
    const told = (async () => {
      // How the one before ended is the matter of who told it.
      await before?.catch(() => null)
      return await tell(run, listing)
    })()
    last.set(key, told)
    try {
      return await told
    } finally {
      if (last.get(key) === told) last.delete(key)
    }
  }
}

/** In frames that each fit into a message; only the last is answered with what is withheld. */
async function tellReleases(pairing: Pairing, run: Run, listing: Listing): Promise<readonly Withheld[]> {
  const { files, ...rest } = listing
  const frames = Math.max(1, Math.ceil(files.length / MAX_LISTED_FILES))
  let withheld: readonly Withheld[] = []
  for (let frame = 0; frame < frames; frame += 1) {
    const part = files.slice(frame * MAX_LISTED_FILES, (frame + 1) * MAX_LISTED_FILES)
    const content = { type: 'releases', run, ...rest, frame, frames, files: part } as const
    const reply = await pairing.send(content, soon())
    if (reply.type !== 'releases') throw unexpected('releases', reply.type)
    withheld = reply.withheld
  }
  return withheld
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
