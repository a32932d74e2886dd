import { readFile } from 'node:fs/promises'

/** Who is at the other end of a connection on loopback: a user's number, or why it can't be told. */
export type Peer = number | 'unknown' | 'untold'

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'] as const

/**
 * Looks the user of a loopback connection up in the kernel's tables (proc(5)). `unknown`: the tables have no such
 * connection; `untold`: this system has no tables.
 * @param from the peer's port
 * @param to the port that it connected to
 */
export async function peerOf(
  from: number,
  to: number,
  read: (path: string) => Promise<string> = (path) => readFile(path, 'latin1'),
): Promise<Peer> {
  const tables = await Promise.all(TABLES.map((path) => read(path).catch(() => null)))
  const there = tables.filter((table) => table !== null)
  if (there.length === 0) return 'untold'
  const ends = `:${hex(from)} `
  const line = there.flatMap((table) => table.split('\n')).find((each) => isBetween(each, ends, hex(to)))
  const uid = Number(line?.trim().split(/\s+/)[7])
  return line !== undefined && Number.isSafeInteger(uid) ? uid : 'unknown'
}

/** `sl local_address rem_address st … uid`, addresses as `HEX:PORT`. */
function isBetween(line: string, local: string, to: string): boolean {
  if (!line.includes(local)) return false
  const [, here = '', there = ''] = line.trim().split(/\s+/)
  return here.endsWith(local.trimEnd()) && there.endsWith(`0100007F:${to}`)
}

const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0')

/** Whether somebody may use the guard of `own`: the same user, or the one who may do everything anyway. */
export function isWelcome(peer: Peer, own: number): boolean {
  return peer === own || peer === 0 || peer === 'untold'
}
