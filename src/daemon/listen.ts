import { chmodSync, lstatSync, renameSync, rmSync, type Stats } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { dirname, join } from 'node:path'
import { WebSocketServer, type WebSocket } from 'ws'
import { MAX_MESSAGE_BYTES } from '../protocol/index.ts'
import { DaemonError } from './daemon-error.ts'

/** The daemon's ear. */
export interface Listener {
  /** Nobody new is heard from then on; open connections stay. The name is free when this resolves. */
  close(): Promise<void>
}

/** A frame somewhat over the limit still gets a clear error rather than a lost connection. */
const MAX_FRAME_BYTES = 2 * MAX_MESSAGE_BYTES
const HANDSHAKE_MS = 5_000

/**
 * Listens at `path`: bound beside it, made private, then renamed, so that who finds the socket finds it ready. A stale
 * socket is replaced. Throws `DaemonError` `place` where something else lies there.
 */
export async function listen(path: string, onSocket: (socket: WebSocket) => void): Promise<Listener> {
  checkPlace(path)
  const server = createServer((_request, response) => response.writeHead(426).end())
  server.headersTimeout = HANDSHAKE_MS
  server.requestTimeout = HANDSHAKE_MS
  const sockets = new WebSocketServer({
    server,
    path: '/v1',
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    clientTracking: false,
  })
  sockets.on('connection', onSocket)
  const aside = join(dirname(path), `trustd.${process.pid}`)
  rmSync(aside, { force: true })
  await bind(server, aside)
  chmodSync(aside, 0o600)
  renameSync(aside, path)
  const own = lstatSync(path)
  return { close: () => stopListening(server, path, own) }
}

function checkPlace(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined || found.isSocket()) return
  throw new DaemonError('place', {
    message: `\`${path}\` should be the daemon's socket and is something else`,
    hint: `look at it, then: rm '${path}'`,
  })
}

function bind(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ path }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** The name goes first, and only if it is still ours: another daemon may have taken it meanwhile. */
async function stopListening(server: Server, path: string, own: Stats): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found?.ino === own.ino && found.dev === own.dev) rmSync(path, { force: true })
  server.close()
  server.closeIdleConnections()
  await Promise.resolve()
}
