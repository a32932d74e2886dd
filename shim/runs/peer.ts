import { readFileSync } from 'node:fs'
import type { LoopbackPeer } from './stranger.ts'

/**
 * Whose process is at the other end of a connection on loopback: a user's number, or why it can't be told. `unknown`: the
 * kernel's tables have no such open connection; `untold`: this system has no tables.
 */
export type PeerUser = number | 'unknown' | 'untold'

/** The kernel's tables of TCP sockets (proc(5)): addresses and state in columns 1 to 3, the owner's user id in column 7. */
const TABLES = ['/proc/net/tcp', '/proc/net/tcp6']
/** `ESTABLISHED` and `CLOSE_WAIT`: what is closed has no owner any more, and the tables say 0 then, as they do for root. */
const OPEN = new Set(['01', '08'])

/** Looks it up now, while the connection is there. `read` throws for a table that this system does not have. */
export function userOf(
  { port, ourPort }: LoopbackPeer,
  read: (table: string) => string = (table) => readFileSync(table, 'latin1'),
): PeerUser {
  const there = TABLES.flatMap((table) => linesOf(table, read) ?? [])
  if (there.length === 0) return 'untold'
  const [from, to] = [hexPort(port), hexPort(ourPort)]
  for (const line of there) {
    const [, local = '', remote = '', state = '', , , , user = ''] = line.trim().split(/\s+/)
    if (local.endsWith(from) && remote.endsWith(to) && OPEN.has(state) && /^\d+$/.test(user))
      return Number(user)
  }
  return 'unknown'
}

/** Null where there is no such table. */
function linesOf(table: string, read: (table: string) => string): readonly string[] | null {
  try {
    return read(table).split('\n')
  } catch {
    return null
  }
}

const hexPort = (port: number): string => `:${port.toString(16).toUpperCase().padStart(4, '0')}`

/** Whether somebody may use what belongs to `own`: the same user, or the one who may do everything anyway. */
export function isWelcome(peer: PeerUser, own: number): boolean {
  return peer === own || peer === 0 || peer === 'untold'
}
