import { lstatSync } from 'node:fs'
import { connect } from 'node:net'
import { WebSocket } from 'ws'
import { MAX_MESSAGE_BYTES } from '../protocol/index.ts'
import { ClientError } from './client-error.ts'

/** What a connection to a socket without a listener fails with. */
const NOBODY_THERE = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'])

/**
 * Opens a WebSocket over the Unix socket `path`. Resolves null when nobody listens there now. Rejects with `ClientError`
 * `refused` when what is at the path is not a private socket of this user, `timeout` when the signal came first.
 */
export async function connectSocket(path: string, signal: AbortSignal): Promise<WebSocket | null> {
  if (!isOurSocket(path)) return null
  const socket = new WebSocket('ws://trustd/v1', {
    createConnection: () => connect(path),
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  })
  return new Promise((resolve, reject) => {
    const giveUp = (): void => socket.terminate()
    signal.addEventListener('abort', giveUp, { once: true })
    const settle = (): void => signal.removeEventListener('abort', giveUp)
    socket.once('open', () => {
      settle()
      resolve(socket)
    })
    socket.once('error', (error) => {
      settle()
      if (signal.aborted) reject(late(path, error))
      else if (isNobody(error)) resolve(null)
      else reject(notADaemon(path, error))
    })
  })
}

function isNobody(error: Error): boolean {
  // A daemon that is draining ends the handshake; a new one takes its place.
  if (error.message === 'socket hang up') return true
  return 'code' in error && typeof error.code === 'string' && NOBODY_THERE.has(error.code)
}

/** False when there is nothing at the path. Throws when there is something that is not to be talked to. */
function isOurSocket(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) return false
  if (!found.isSocket()) throw notPrivate(path, 'something that is no socket')
  if (found.uid !== process.getuid?.()) throw notPrivate(path, `a socket of user ${found.uid}`)
  if ((found.mode & 0o077) !== 0) throw notPrivate(path, 'a socket that other users may use')
  return true
}

function notPrivate(path: string, found: string): ClientError {
  return new ClientError('refused', {
    message: `\`${path}\` should be the daemon's private socket and is ${found}`,
    hint: `look at it, then: rm ${path}`,
  })
}

function notADaemon(path: string, cause: Error): ClientError {
  return new ClientError('refused', {
    message: `what listens at \`${path}\` does not answer as the daemon does: ${cause.message}`,
    hint: 'trustctl down && trustctl up',
    cause,
  })
}

function late(path: string, cause: Error): ClientError {
  return new ClientError('timeout', { message: `the daemon at \`${path}\` did not answer in time`, cause })
}
