import type { Duplex } from 'node:stream'
import type { OpenRun } from '../runs/index.ts'

/**
 * The runs of pips that no witness is in. Which process is behind a connection can't be told, so a run is a *session*:
 * it begins with the first connection, all connections that are made while it lasts belong to it, and it ends when none
 * has been open for a while. Pips one after the other have a session each; those side by side share one. What a run
 * remembers only ever refuses, or says more about a file, so sharing costs reports their sharpness and nothing else;
 * and nothing is streamed in such a run (`proxy/file-answer.ts`), since the pip that asks may have another page.
 */
export interface Sessions {
  /** The run of a connection. Rejects where the settings of the guard can't be used. */
  runFor(connection: Duplex): Promise<OpenRun>
  /** Lets the next connection begin a session of its own. */
  renew(): void
  /** Sessions that last. */
  size(): number
  /** Ends all at once. */
  end(): void
}

export interface SessionsWorld {
  /** Opens a run; `ended` fires when its session is over. */
  readonly open: (ended: AbortSignal) => Promise<OpenRun>
  /** Keeps what is to be kept of a run that is over. */
  readonly close: (run: OpenRun) => Promise<void>
  readonly changed: () => void
  /** Milliseconds since the epoch. */
  readonly clock: () => number
  /** How long a session lasts after its last connection. */
  readonly quietMs: number
}

/** After this a session takes no new connections: what it remembers is held against fresh answers again. */
export const MAX_SESSION_MS = 5 * 60_000
export const QUIET_MS = 2_000

interface Session {
  readonly run: Promise<OpenRun>
  readonly ending: AbortController
  readonly startedAt: number
  readonly connections: Set<Duplex>
  quiet: NodeJS.Timeout | undefined
}

/** No sessions yet. */
export function sessions(world: SessionsWorld): Sessions {
  const all = new Set<Session>()
  const byConnection = new WeakMap<Duplex, Session>()
  let newest: Session | null = null
  const finish = (session: Session): void => {
    if (!all.delete(session)) return
    clearTimeout(session.quiet)
    if (newest === session) newest = null
    void session.run
      .then(world.close, () => undefined)
      .finally(() => {
        session.ending.abort()
        world.changed()
      })
  }
  const begin = (): Session => {
    const ending = new AbortController()
    const run = world.open(ending.signal)
    const session = {
      run,
      ending,
      startedAt: world.clock(),
      connections: new Set<Duplex>(),
      quiet: undefined,
    }
    run.catch(() => finish(session))
    all.add(session)
    world.changed()
    return session
  }
  const leave = (session: Session, connection: Duplex): void => {
    session.connections.delete(connection)
    if (session.connections.size === 0) session.quiet = setTimeout(() => finish(session), world.quietMs)
  }
  return {
    runFor(connection) {
      const known = byConnection.get(connection)
      if (known !== undefined) return known.run
      if (newest === null || world.clock() - newest.startedAt > MAX_SESSION_MS) newest = begin()
      const session = newest
      clearTimeout(session.quiet)
      session.connections.add(connection)
      byConnection.set(connection, session)
      connection.once('close', () => leave(session, connection))
      return session.run
    },
    renew: () => void (newest = null),
    size: () => all.size,
    end: () => [...all].forEach(finish),
  }
}
