import { createServer } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { WebSocket, WebSocketServer } from 'ws'
import type { Desk } from '../../src/daemon/desk.ts'
import type { Log } from '../../src/daemon/index.ts'
import { serveSession, SESSION_LIMITS, type SessionLimits } from '../../src/daemon/session.ts'
import { DEFAULT_SETTINGS } from '../../src/sources/index.ts'
import { memoryStore, type Store } from '../../src/store/index.ts'
import { trustOf } from '../../src/trust/index.ts'
import { scratchHome } from '../client/fake-daemon.ts'
import { HELLO } from './running-daemon.ts'

const LOG: Log = { write: () => {}, setMaxBytes: () => {}, close: () => {} }

function unused(): never {
  throw new Error('not asked in this test')
}

function deskOver(store: Store): Desk {
  return {
    server: { version: '0.1.0', pid: 1, startedAt: 1 },
    store,
    log: LOG,
    bypass: { change: unused },
    canaries: { admit: unused, worldOf: (_, world) => world, worldOfPage: (_, world) => world },
    configuration: () => ({
      policy: { kind: 'unusable', file: 'f', words: 'w' },
      about: { name: 'p', version: 1, digest: 'd', files: [], refused: null, layers: [] },
      layers: [],
      refusals: [],
      forbidsBypass: [],
      settingsKnown: true,
      trust: trustOf([], []),
      directories: [],
      settings: DEFAULT_SETTINGS,
      findEvidence: unused,
      notices: [],
    }),
    world: unused,
    reload: unused,
    clock: () => 1,
    sessions: () => 1,
    notices: () => [],
    stop: unused,
  }
}

/** One session over a real socket, with limits small enough to reach. */
async function session(t: ExecutionContext, limits: Partial<SessionLimits>, store: Store = memoryStore()) {
  const path = join(String((await scratchHome(t)).home), 's')
  const server = createServer()
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket) =>
    serveSession(socket, deskOver(store), { log: LOG, limits: { ...SESSION_LIMITS, ...limits } }),
  )
  await new Promise<void>((resolve) => server.listen(path, resolve))
  t.teardown(() => {
    for (const socket of sockets.clients) socket.terminate()
    server.close()
  })
  const client = new WebSocket('ws://trustd/', { createConnection: () => connect(path) })
  client.on('error', () => {})
  const closed = new Promise<number>((resolve) => client.once('close', resolve))
  await new Promise((resolve) => client.once('open', resolve))
  return { client, closed }
}

test('a session that says no hello in time is closed', async (t) => {
  const { closed } = await session(t, { helloMs: 20 })
  t.is(await closed, 1008)
})

test('no more questions are worked on at once than the limit says', async (t) => {
  const release = Promise.withResolvers<void>()
  const full = Promise.withResolvers<void>()
  let now = 0
  let most = 0
  const store: Store = {
    ...memoryStore(),
    decisions: async () => {
      now += 1
      most = Math.max(most, now)
      if (now === 3) full.resolve()
      await release.promise
      now -= 1
      return []
    },
  }
  const { client } = await session(t, { maxInFlight: 3 }, store)
  const answers = Promise.withResolvers<void>()
  let heard = 0
  client.on('message', () => {
    heard += 1
    if (heard === 11) answers.resolve()
  })
  client.send(HELLO)
  for (let id = 10; id < 20; id += 1) client.send(`{"v":1,"id":${id},"type":"why","ref":null,"limit":1}`)
  await full.promise
  release.resolve()
  await answers.promise
  t.is(heard, 11)
  t.true(most <= 3, `${most} at once`)
})

test('a client that takes no answers is cut off', async (t) => {
  const cause = 'x'.repeat(500_000)
  const store: Store = { ...memoryStore(), decisions: () => Promise.reject(new Error(cause)) }
  const { client, closed } = await session(t, { maxUnread: 64 * 1024 }, store)
  client.send(HELLO)
  client.pause()
  for (let id = 2; id < 1000; id += 1) client.send(`{"v":1,"id":${id},"type":"why","ref":null,"limit":1}`)
  await new Promise((resolve) => client.once('message', resolve).resume())
  t.is(await closed, 1006)
})
