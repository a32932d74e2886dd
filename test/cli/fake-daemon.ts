import { chmod, mkdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import { dirname } from 'node:path'
import type { ExecutionContext } from 'ava'
import { WebSocketServer } from 'ws'
import {
  encodeMessage,
  parseRequest,
  type DecisionRecord,
  type HistoryRecord,
  type PolicyStatus,
  type Reply,
  type Request,
  type StatusReply,
} from '../../src/protocol/index.ts'

/** What a planted daemon answers with. */
export interface Planted {
  readonly version?: string
  readonly why?: Extract<Reply, { type: 'why' }>['decisions']
  readonly status?: Partial<Omit<StatusReply, 'v' | 'id' | 'type'>>
  /** Newest first; given out one a page. */
  readonly decisions?: readonly DecisionRecord[]
  readonly history?: readonly HistoryRecord[]
  /** What is in force after a reload. */
  readonly reload?: () => Partial<PolicyStatus>
}

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
      peer.send(encodeMessage(answer(request, planted)))
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

function answer(request: Request, planted: Planted): Reply {
  const {
    version = '0.1.0',
    why = [],
    status = {},
    decisions = [],
    history = [],
    reload = () => ({}),
  } = planted
  const envelope = { v: 1, id: request.id } as const
  const server = { version, pid: NO_PROCESS, startedAt: 1_790_000_000 }
  switch (request.type) {
    case 'hello':
      return { ...envelope, type: 'hello', server, policy: POLICY, features: [] }
    case 'why':
      return { ...envelope, type: 'why', decisions: why }
    case 'status':
      return {
        ...envelope,
        type: 'status',
        server,
        policy: { ...POLICY, files: [], refused: null, layers: [] },
        bypass: null,
        counts: { facts: 12, decisions: 3, sessions: 1 },
        keyrings: [],
        sources: [],
        trustRoots: [],
        notices: ['the store was put aside'],
        ...status,
      }
    case 'stop':
      return { ...envelope, type: 'stop' }
    case 'decisions': {
      const at = request.before ?? 0
      const next = at + 1 < decisions.length ? at + 1 : null
      return { ...envelope, type: 'decisions', decisions: decisions.slice(at, at + 1), next }
    }
    case 'history':
      return { ...envelope, type: 'history', records: history, next: null }
    case 'append':
      return { ...envelope, type: 'append' }
    case 'reload':
      return {
        ...envelope,
        type: 'reload',
        policy: { ...POLICY, files: [], refused: null, layers: [], ...reload() },
      }
    case 'releases':
    case 'page':
    case 'publishers':
    case 'publisher-change':
    case 'bypass':
    case 'artifact':
      throw new Error('trustctl never asks about an artifact')
  }
}
