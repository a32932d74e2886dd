import { mkdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { ExecutionContext } from 'ava'
import { WebSocket } from 'ws'
import { openDaemon, type DaemonConnection, type HomePaths } from '../../src/client/index.ts'
import { startDaemon, verifierThreads, type Daemon, type Log } from '../../src/daemon/index.ts'
import { limits, Verifier } from '../../src/verify/index.ts'
import { scratchHome } from '../client/fake-daemon.ts'
import { known } from '../protocol/samples.ts'

export const LIB = join(import.meta.dirname, '../..')
/** The daemon as it is shipped, of this checkout: `node scripts/bundle.ts` makes it. */
export const SHIPPED = join(LIB, 'dist/trustd.cjs')
const THREAD = join(LIB, 'src/daemon/verifier/main.ts')
export const VERSION = '0.1.0'

export interface Running {
  readonly paths: HomePaths
  readonly daemon: Daemon
  readonly entries: { readonly level: string; readonly message: string }[]
  readonly open: () => Promise<DaemonConnection>
}

/** A daemon in this process over a scratch home that `prepare` has filled. */
export async function runningDaemon(
  t: ExecutionContext,
  prepare: (paths: HomePaths) => Promise<void> = () => Promise.resolve(),
  clock?: () => number,
): Promise<Running> {
  const paths = await scratchHome(t)
  await mkdir(paths.config, { recursive: true, mode: 0o700 })
  await mkdir(paths.state, { recursive: true, mode: 0o700 })
  await prepare(paths)
  const entries: { level: string; message: string }[] = []
  const daemon = known(await start(paths, entries, clock))
  t.teardown(async () => {
    await daemon.stop({ drain: false })
    await daemon.ended
  })
  return { paths, daemon, entries, open: () => openHere(paths) }
}

/** Starts one over these places; null when another one has the lock. */
export function start(
  paths: HomePaths,
  entries: { level: string; message: string }[] = [],
  clock: () => number = () => Math.floor(Date.now() / 1000),
  threadScript: string = THREAD,
): Promise<Daemon | null> {
  const log: Log = {
    write: (level, message) => entries.push({ level, message }),
    setMaxBytes: () => {},
    close: () => {},
  }
  const options = {
    paths,
    lib: LIB,
    version: VERSION,
    fetch,
    verifier: new Verifier(verifierThreads(threadScript), limits.THREAD_LIMITS),
    clock,
    monotonicMs: () => performance.now(),
  }
  return startDaemon(options, log)
}

export function openHere(paths: HomePaths): Promise<DaemonConnection> {
  return openDaemon({ paths, launch: null, client: 'trustctl', version: VERSION })
}

/** A client that says what the test wants, and hears everything. */
export interface RawClient {
  readonly socket: WebSocket
  send(text: string | Uint8Array): void
  /** The next answer. */
  next(): Promise<Record<string, unknown>>
  readonly closed: Promise<number>
}

export async function rawClient({ daemonSocket }: HomePaths): Promise<RawClient> {
  const socket = new WebSocket('ws://trustd/v1', { createConnection: () => connect(daemonSocket) })
  const heard: Record<string, unknown>[] = []
  const waiting: ((message: Record<string, unknown>) => void)[] = []
  socket.on('message', (data: Buffer) => {
    const message: Record<string, unknown> = JSON.parse(data.toString())
    const first = waiting.shift()
    if (first === undefined) heard.push(message)
    else first(message)
  })
  socket.on('error', () => {})
  const closed = new Promise<number>((resolve) => socket.once('close', (code) => resolve(code)))
  await new Promise((resolve) => socket.once('open', resolve))
  return {
    socket,
    send: (text) => socket.send(text),
    next: () => {
      const message = heard.shift()
      return message === undefined
        ? new Promise((resolve) => waiting.push(resolve))
        : Promise.resolve(message)
    },
    closed,
  }
}

export const HELLO = '{"v":1,"id":1,"type":"hello","client":{"name":"shim","version":"0.1.0","pid":1}}'

const LIMIT_MS = 60_000

/** Waits until something holds; throws when it doesn't within a minute, so that a test says what never came. */
export async function becomes(what: string, holds: () => Promise<boolean>): Promise<void> {
  const limit = performance.now() + LIMIT_MS
  while (!(await holds())) {
    if (performance.now() > limit) throw new Error(`never happened: ${what}`)
    await pause(5)
  }
}
