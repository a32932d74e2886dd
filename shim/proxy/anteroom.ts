import type { Socket } from 'node:net'
import type { Stranger } from '../runs/index.ts'

/** Connections that have not shown a token yet; the listener's queue holds about as many. */
export const MAX_WAITING = 512

/** Where connections wait until they have shown the token of a run. */
export interface Anteroom {
  enter(socket: Socket): void
  /** It has shown a token. */
  admit(socket: Socket): void
}

/**
 * Any user of the machine may connect to a port: who fills the room turns out who has waited longest, and never those who
 * have shown a token. pip shows its own with the first bytes.
 */
export function anteroom(turnedOut: (stranger: Stranger) => void): Anteroom {
  const waiting = new Set<Socket>()
  return {
    enter(socket) {
      waiting.add(socket)
      socket.once('close', () => waiting.delete(socket))
      const [longest] = waiting
      if (waiting.size <= MAX_WAITING || longest === undefined) return
      turnedOut({ what: 'connections that say nothing', from: peerOf(longest) })
      waiting.delete(longest)
      longest.destroy()
    },
    admit: (socket) => void waiting.delete(socket),
  }
}

/** Null for a connection that has ended. */
export function peerOf({ remotePort, localPort }: Socket): Stranger['from'] {
  return remotePort === undefined || localPort === undefined ? null : { port: remotePort, ourPort: localPort }
}
