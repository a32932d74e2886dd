import { chmod, mkdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import { dirname } from 'node:path'
import type { ExecutionContext } from 'ava'
import { WebSocketServer } from 'ws'
import {
  encodeMessage,
  parseRequest,
  type Bypass,
  type DecisionRecord,
  type HistoryRecord,
  type PolicyStatus,
  type Reply,
  type Request,
  type StatusReply,
} from '../../src/protocol/index.ts'
import type { RememberedPublisher } from '../../src/verdict/index.ts'

/** What a planted daemon answers with. */
export interface Planted {
  readonly version?: string
  readonly why?: Extract<Reply, { type: 'why' }>['decisions']
  readonly status?: Partial<Omit<StatusReply, 'v' | 'id' | 'type'>>
  /** Newest first; given out two a page. */
  readonly decisions?: readonly DecisionRecord[]
  /** Newest first; absent: what was appended. */
  readonly history?: readonly HistoryRecord[]
  readonly publishers?: readonly RememberedPublisher[]
  /** What it says to a bypass that it does not allow. */
  readonly noBypass?: string
  /** What is in force after a reload. */
  readonly reload?: () => Partial<PolicyStatus> | Promise<Partial<PolicyStatus>>
}

const PAGE = 2

export const POLICY = { name: 'planted', version: 7, digest: 'e'.repeat(64) } as const

/** More than any system gives to a process. */
const NO_PROCESS = 2 ** 30

/** A daemon that answers from a plan, on the real socket and protocol. Resolves with the requests that it gets. */
export async function fakeDaemon(
  t: ExecutionContext,
  socket: string,
  planted: Planted,
): Promise<readonly Request[]> {
  const asked: Request[] = []
  await mkdir(dirname(socket), { recursive: true, mode: 0o700 })
  const server = createServer()
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (peer) => {
    peer.on('message', (data) => {
      const request = parseRequest(Buffer.isBuffer(data) ? data : Buffer.alloc(0))
      asked.push(request)
      void answer(request, planted, asked).then((reply) => peer.send(encodeMessage(reply)))
    })
  })
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  await chmod(socket, 0o600)
  t.teardown(() => {
    for (const peer of sockets.clients) peer.terminate()
    server.close()
  })
  return asked
}

async function answer(request: Request, planted: Planted, asked: readonly Request[]): Promise<Reply> {
  const envelope = { v: 1, id: request.id } as const
  const { version = '0.1.0', why = [], decisions = [], publishers = [] } = planted
  const server = { version, pid: NO_PROCESS, startedAt: 1_790_000_000 }
  switch (request.type) {
    case 'hello':
      return { ...envelope, type: 'hello', server, policy: POLICY, features: [] }
    case 'why':
      return { ...envelope, type: 'why', decisions: why }
    case 'decisions': {
      const page = pageOf(
        decisions.filter(({ at }) => at >= request.since),
        request.before,
      )
      return { ...envelope, type: 'decisions', decisions: page.records, next: page.next }
    }
    case 'history': {
      const page = pageOf(historyOf(planted, asked), request.before)
      return { ...envelope, type: 'history', ...page }
    }
    case 'append':
      return { ...envelope, type: 'append' }
    case 'publishers':
      return {
        ...envelope,
        type: 'publishers',
        publishers: publishers.filter(({ project }) => (request.project ?? project) === project),
      }
    case 'publisher-change':
      return { ...envelope, type: 'publisher-change' }
    case 'bypass':
      return planted.noBypass === undefined || request.bypass === null
        ? { ...envelope, type: 'bypass', bypass: request.bypass }
        : { ...envelope, type: 'error', code: 'refused', message: planted.noBypass, hint: null }
    case 'canary':
      return { ...envelope, type: 'canary', until: 1_790_000_060 }
    case 'reload':
      return { ...envelope, type: 'reload', policy: { ...IN_FORCE, ...(await planted.reload?.()) } }
    case 'status':
      return { ...envelope, ...statusOf(server), ...planted.status }
    case 'stop':
      return { ...envelope, type: 'stop' }
    case 'releases':
    case 'page':
    case 'artifact':
      throw new Error('trustctl never asks about an artifact')
  }
}

const IN_FORCE: PolicyStatus = { ...POLICY, files: [], refused: null, layers: [] }

function statusOf(server: StatusReply['server']): Omit<StatusReply, 'v' | 'id'> {
  const bypass: Bypass | null = null
  return {
    type: 'status',
    server,
    policy: IN_FORCE,
    bypass,
    counts: { facts: 12, decisions: 3, sessions: 1 },
    keyrings: [],
    sources: [],
    trustRoots: [],
    notices: ['the store was put aside'],
  }
}

/** Records in the order given; `next` is the position to go on from. */
function pageOf<T>(all: readonly T[], before: number | null): { records: readonly T[]; next: number | null } {
  const start = before ?? 0
  const end = start + PAGE
  return { records: all.slice(start, end), next: end < all.length ? end : null }
}

/** What was planted, or else what was appended; newest first. */
export function historyOf({ history }: Planted, asked: readonly Request[]): readonly HistoryRecord[] {
  const appended = asked.flatMap((request) => (request.type === 'append' ? [request] : []))
  return (
    history ??
    appended.map(({ actor, event }, nth) => ({ id: nth + 1, at: 1_790_000_000, actor, event })).toReversed()
  )
}
