import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { WebSocketServer, type WebSocket } from 'ws'
import { homePaths, type HomePaths } from '../../src/client/index.ts'
import { encodeMessage, parseRequest, type Reply, type Request } from '../../src/protocol/index.ts'

/** A scratch home that goes with the test. */
export async function scratchHome(t: ExecutionContext): Promise<HomePaths> {
  const home = await mkdtemp(join(tmpdir(), 'pt-'))
  t.teardown(() => rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }))
  return homePaths({ PIP_TRUST_HOME: home })
}

export type Content<Message> = Message extends unknown ? Omit<Message, 'v' | 'id'> : never
export type Behaviour = (request: Request, socket: WebSocket) => Content<Reply> | null

/** Listens at the path and answers as the test says. */
export async function fakeDaemon(t: ExecutionContext, path: string, behave: Behaviour): Promise<void> {
  const server = createServer()
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => {
      const request = parseRequest(data)
      const content = behave(request, socket)
      if (content !== null) socket.send(encodeMessage({ v: 1, id: request.id, ...content }))
    })
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  await chmod(path, 0o600)
  t.teardown(() => {
    for (const socket of sockets.clients) socket.terminate()
    server.close()
  })
}

export function helloReply(version = '1.0.0'): Content<Reply> {
  return {
    type: 'hello',
    server: { version, pid: 1, startedAt: 1 },
    policy: { name: 'p', version: 1, digest: 'd' },
    features: [],
  }
}
