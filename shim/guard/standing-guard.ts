import { createHash, timingSafeEqual } from 'node:crypto'
import type { Server } from 'node:http'
import { type GuardRecord, type HomePaths, readGuardRecord } from '../../src/client/index.ts'
import { ensurePrivateFolder, writeFileAtomically } from '../../src/files/index.ts'
import { type GuardReply, isWelcome, type OpenRun, type RunFinder, userOf } from '../runs/index.ts'
import { QUIET_MS, type Sessions, sessions } from './sessions.ts'

/** What the guard needs of the interceptor. */
export interface StandingWorld {
  readonly paths: HomePaths
  /** Milliseconds since the epoch. */
  readonly clock: () => number
  readonly authorityPem: string
  /** A listener (not listening yet) that serves the runs that it is given. */
  readonly listener: (runs: RunFinder) => Server
  /** Opens the run of a session. */
  readonly open: (record: GuardRecord, ended: AbortSignal) => Promise<OpenRun>
  readonly close: (run: OpenRun) => Promise<void>
  readonly log: (event: string, fields?: Readonly<Record<string, unknown>>) => void
  /** Called when a session has begun or ended, and when the guard has. */
  readonly changed: () => void
}

/** The part of the interceptor that serves programs that no witness is in, at a port that stays. */
export interface StandingGuard {
  /** Takes the record up as it is now: begins, goes on, moves or ends. */
  apply(): Promise<GuardReply>
  /** True while somebody needs it: then the interceptor does not end for being idle. */
  isWanted(): boolean
  /** Sessions that last. */
  size(): number
  /** No new connections; sessions go on. */
  leave(): void
  /** Ends everything. */
  end(): void
}

/** After this a guard that could not begin is tried again: its port may be another's for a moment. */
const RETRY_MS = 2_000

interface Service {
  readonly record: GuardRecord
  readonly server: Server
  readonly sessions: Sessions
}

/** A guard that has not looked at its record yet. */
export function standingGuard(world: StandingWorld): StandingGuard {
  let service: Service | null = null
  let left = false
  let wanted = false
  let again: NodeJS.Timeout | undefined
  const stop = (): void => {
    service?.server.close()
    service?.sessions.end()
    service = null
  }
  const follow = async (): Promise<GuardReply> => {
    const record = await readGuardRecord(world.paths)
    wanted = record !== null && !left
    const isSame = service?.record.port === record?.port && service?.record.token === record?.token
    if (!isSame || record === null || left) stop()
    if (record === null || left) return { serving: false, problem: null }
    // What is upstream may have changed: whoever comes now begins anew with it.
    service?.sessions.renew()
    service = service === null ? await begin(record, world) : { ...service, record }
    await world.open(record, AbortSignal.abort())
    return { serving: true, problem: null }
  }
  const apply = async (): Promise<GuardReply> => {
    try {
      const reply = await follow()
      world.log('guard', { serving: reply.serving, port: service?.record.port })
      return reply
    } catch (error) {
      world.log('failed', { error })
      clearTimeout(again)
      if (wanted) again = setTimeout(() => void queue(), RETRY_MS).unref()
      return { serving: false, problem: error instanceof Error ? error.message : String(error) }
    } finally {
      world.changed()
    }
  }
  let last: Promise<unknown> = Promise.resolve()
  const queue = (): Promise<GuardReply> => {
    const next = last.then(apply)
    last = next
    return next
  }
  return {
    apply: queue,
    isWanted: () => wanted,
    size: () => service?.sessions.size() ?? 0,
    leave() {
      left = true
      clearTimeout(again)
      service?.server.close()
    },
    end() {
      left = true
      service?.server.closeAllConnections()
      stop()
    },
  }
}

async function begin(record: GuardRecord, world: StandingWorld): Promise<Service> {
  const { paths, log } = world
  await ensurePrivateFolder(paths.guardDir)
  await writeFileAtomically(paths.guardCa, world.authorityPem, { mode: 0o600 })
  const own = sessions({
    open: (ended) => openCurrent(record, ended, world),
    close: world.close,
    changed: world.changed,
    clock: world.clock,
    quietMs: QUIET_MS,
  })
  const server = world.listener({
    async withToken(token, connection) {
      if (!isSameSecret(token, record.token)) return null
      const peer = userOf({ port: connection.remotePort ?? 0, ourPort: record.port })
      if (isWelcome(peer, process.getuid?.() ?? 0)) return own.runFor(connection)
      log('stranger', { peer })
      return null
    },
  })
  await listenOn(server, record.port)
  return { record, server, sessions: own }
}

/** The record may have changed but for port and token: what is upstream is read anew for each session. */
async function openCurrent(
  record: GuardRecord,
  ended: AbortSignal,
  { paths, open }: StandingWorld,
): Promise<OpenRun> {
  return open((await readGuardRecord(paths)) ?? record, ended)
}

/** Equal lengths are what `timingSafeEqual` asks for. */
function isSameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digestOf(given), digestOf(expected))
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest()

function listenOn(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}
