import { readFileSync } from 'node:fs'
import type { LoopbackPeer } from '../runs/index.ts'

/** The system's tables of TCP sockets (proc(5)): addresses and state in columns 1 to 3, the owner's user id in column 7. */
const TABLES = ['/proc/net/tcp', '/proc/net/tcp6']
/** `ESTABLISHED` and `CLOSE_WAIT`: of what is closed the table no longer tells the owner. */
const OPEN = new Set(['01', '08'])

/** The user whose process holds the other end of a loopback connection; null where the system doesn't tell. */
export function userOf({ port, ourPort }: LoopbackPeer): number | null {
  const [from, to] = [hexPort(port), hexPort(ourPort)]
  for (const table of TABLES) {
    for (const line of linesOf(table)) {
      const [, local = '', remote = '', state = '', , , , user] = line.trim().split(/\s+/)
      if (local.endsWith(from) && remote.endsWith(to) && OPEN.has(state)) return Number(user)
    }
  }
  return null
}

const hexPort = (port: number): string => `:${port.toString(16).toUpperCase().padStart(4, '0')}`

function linesOf(table: string): readonly string[] {
  try {
    return readFileSync(table, 'latin1').split('\n')
  } catch {
    // No such table on this system.
    return []
  }
}
