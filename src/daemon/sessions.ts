import type { WebSocket } from 'ws'
import type { Desk } from './desk.ts'
import type { Log } from './log.ts'
import { serveSession, type Session, type SessionLimits } from './session.ts'

/** The sessions that are open. */
export interface Sessions {
  accept(socket: WebSocket): void
  size(): number
  /** Lets each finish what it works on, then ends it; those left after `limitMs` are cut. */
  drain(limitMs: number): Promise<void>
  cut(): void
}

/** Programs of one user that speak with the daemon at once; more are told to come later. */
export const MAX_SESSIONS = 256
const TRY_LATER = 1013

/** Keeps count of the sessions; `onCount` hears of every change. */
export function keepSessions(
  desk: () => Desk,
  options: { readonly log: Log; readonly limits: SessionLimits; readonly onCount: (count: number) => void },
): Sessions {
  const open = new Map<WebSocket, Session>()
  let ending = false
  const accept = (socket: WebSocket): void => {
    if (ending || open.size >= MAX_SESSIONS) {
      // Whoever is turned away may send on until the connection is gone, and what breaks the protocol is an event of its own.
      socket.on('error', () => socket.terminate())
      socket.close(TRY_LATER, ending ? 'ending' : 'too many sessions')
      return
    }
    open.set(socket, serveSession(socket, desk(), options))
    options.onCount(open.size)
    socket.once('close', () => {
      open.delete(socket)
      options.onCount(open.size)
    })
  }
  const cut = (): void => {
    for (const session of open.values()) session.terminate()
  }
  return {
    accept,
    size: () => open.size,
    drain: (limitMs) => {
      ending = true
      return drainAll(open, cut, limitMs)
    },
    cut,
  }
}

async function drainAll(
  open: ReadonlyMap<WebSocket, Session>,
  cut: () => void,
  limitMs: number,
): Promise<void> {
  const timer = setTimeout(cut, limitMs)
  await Promise.all(
    [...open].map(
      ([socket, session]) =>
        new Promise<void>((resolve) => {
          socket.once('close', () => resolve())
          session.finish()
        }),
    ),
  )
  clearTimeout(timer)
}
