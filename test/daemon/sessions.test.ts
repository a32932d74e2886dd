import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import test from 'ava'
import { WebSocketServer, type WebSocket } from 'ws'
import { keepSessions, MAX_SESSIONS } from '../../src/daemon/sessions.ts'
import { SESSION_LIMITS } from '../../src/daemon/session.ts'
import { scratchHome } from '../client/fake-daemon.ts'
import { memoryStore } from '../../src/store/index.ts'
import { deskOver, LOG } from './session-desk.ts'

const UPGRADE =
  'GET / HTTP/1.1\r\nHost: trustd\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'
/** None of them says hello while the others come. */
const PATIENCE_MS = 600_000
/** RFC 6455, 5.1: a client's frames are masked. This one is not. */
const UNMASKED = Buffer.from([0x81, 5, ...Buffer.from('hello')])

test('one session more than the limit is turned away, and nothing that it sends then ends the daemon', async (t) => {
  const path = join(String((await scratchHome(t)).home), 's')
  const server = createServer()
  const sockets = new WebSocketServer({ server })
  const sessions = keepSessions(() => deskOver(memoryStore()), {
    log: LOG,
    limits: { ...SESSION_LIMITS, helloMs: PATIENCE_MS },
    onCount: () => {},
  })
  const arrivals: WebSocket[] = []
  sockets.on('connection', (socket) => {
    arrivals.push(socket)
    sessions.accept(socket)
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  const clients: Socket[] = []
  t.teardown(() => {
    for (const client of clients) client.destroy()
    server.close()
  })
  const come = async (): Promise<Socket> => {
    const client = connect(path)
    client.on('error', () => {})
    clients.push(client)
    client.write(UPGRADE)
    await once(client, 'data')
    return client
  }
  for (let count = 0; count < MAX_SESSIONS; count += 1) await come()
  t.is(sessions.size(), MAX_SESSIONS)
  const late = await come()
  late.write(UNMASKED)
  late.resume()
  await once(late, 'close')
  t.is(arrivals.length, MAX_SESSIONS + 1)
  t.is(sessions.size(), MAX_SESSIONS)
})
