import { rm, unlink } from 'node:fs/promises'
import type { Server } from 'node:http'
import { join } from 'node:path'
import type { DaemonConnection, HomePaths } from '../../src/client/index.ts'
import { ensurePrivateFolder, type Lock } from '../../src/files/index.ts'
import { certificateReader, isFresh, leafMaker, loadSessionCa, removeOldBundles } from '../ca/index.ts'
import {
  type DaemonLink,
  daemonLink,
  fileJudge,
  pageDesk,
  pageLearner,
  witnessJudge,
} from '../gather/index.ts'
import { standingGuard, type StandingGuard } from '../guard/index.ts'
import {
  answer,
  fetchDocument,
  PROXY_LIMITS,
  proxyListener,
  type Upstream,
  upstreamPool,
} from '../proxy/index.ts'
import {
  listenAt,
  type OpenRun,
  type Registry,
  registry,
  type RunFinder,
  RunsError,
  type Stranger,
  witnessServer,
} from '../runs/index.ts'
import { busyWith } from './busy.ts'
import { keepRefusals } from './keep-refusals.ts'
import { type Lifecycle, lifecycle } from './lifecycle.ts'
import { type Log, openLog } from './log.ts'
import { makeSpoolFolder } from './spool-folder.ts'
import { strangerBook } from './stranger-book.ts'
import { takePlace } from './takeover.ts'
import { openStandingRun, type OpeningWorld } from './open-run.ts'
import { witnessCalls } from './witness-calls.ts'

/** The effects and settings of one interceptor. */
export interface InterceptorWorld {
  readonly paths: HomePaths
  readonly version: string
  readonly idleMs: number
  /** Takes the place of one of the same version, and is there for the guard alone. */
  readonly resident?: boolean
  readonly openDaemon: () => Promise<DaemonConnection>
  /** Milliseconds since the epoch. */
  readonly clock: () => number
}

/** An interceptor that serves. */
export interface Interceptor {
  readonly port: number
  /** No new runs; `over` follows when the open ones have ended. */
  stop(): void
  /** Resolves when everything is closed and removed. */
  readonly over: Promise<void>
}

/** Starts the one interceptor of this user; null when one of this version is there already. */
export async function startInterceptor(world: InterceptorWorld): Promise<Interceptor | null> {
  const { paths, clock } = world
  for (const folder of [paths.run, paths.state, paths.cache]) await ensurePrivateFolder(folder)
  const lock = await takePlace(paths, world.version, world.resident)
  return lock === null ? null : serve(world, lock, openLog(paths.shimLog, clock))
}

async function serve(world: InterceptorWorld, lock: Lock, log: Log): Promise<Interceptor> {
  const { paths, clock } = world
  const runs = registry()
  const busy = busyWith(runs)
  const daemon = daemonLink(world.openDaemon, clock)
  const certificates = certificateReader()
  const pool = upstreamPool(certificates)
  const spoolFolder = await makeSpoolFolder(paths.cache)
  const strangers = strangerBook(world, log)
  const stranger = (each: Stranger): void => strangers.note(each)
  const road = await openRoad(world, { runs, daemon, spoolFolder, stranger, log })
  const bundleFolder = join(paths.state, 'bundles')
  await removeOldBundles(bundleFolder, clock())
  const opening = { ...road, paths, pool, certificates, bundleFolder, pipCache: paths.pipCache, clock }
  const guard = guardOf(world, { ...road, opening, log, changed: busy.changed })
  busy.add(guard)
  const life = lifecycle(busy, world.idleMs, async () => {
    log('draining', { runs: busy.size() })
    guard.leave()
    await unlink(paths.shimSocket).catch(() => undefined)
    await lock.release()
  })
  const calls = witnessCalls({
    opening,
    guard,
    runs,
    judge: road.judge,
    daemon,
    files: road.files,
    clock,
    version: world.version,
    stranger,
    keepRefusals: (run) => keepRefusals(run, world, log),
    isDraining: () => drainWhenStale(life, isFresh(road.ca, clock())),
    drain: () => life.drain(),
  })
  const witnesses = witnessServer(calls, runs, (error) => log('failed', { error }))
  await guard.apply()
  await listenAt(witnesses, paths.shimSocket)
  life.begin()
  log('listening', { port: road.port, version: world.version })
  const over = life.over.then(async () => {
    guard.end()
    for (const server of [witnesses, road.proxy]) endServer(server)
    pool.close()
    await daemon.close()
    await strangers.close()
    await rm(spoolFolder, { recursive: true, force: true })
    log('ended')
  })
  return { port: road.port, stop: () => life.drain(), over }
}

interface RoadWorld {
  readonly runs: Registry
  readonly daemon: DaemonLink
  readonly spoolFolder: string
  readonly stranger: (stranger: Stranger) => void
  readonly log: Log
}

/** The way of pip's requests, listening on loopback. */
async function openRoad({ paths, clock }: InterceptorWorld, road: RoadWorld) {
  const { runs, daemon, spoolFolder, stranger, log } = road
  const ca = await loadSessionCa(paths.caDir, clock())
  const upstreams = new WeakMap<OpenRun, Upstream>()
  const upstreamOf = (run: OpenRun): Upstream => upstreams.get(run) ?? noUpstream()
  const fetch = fetchDocument(upstreamOf)
  const desk = pageDesk(daemon, fetch)
  const gathering = { daemon, fetch, desk, learn: pageLearner({ fetch, desk }) }
  const files = fileJudge(gathering)
  const proxyWorld = { upstreamOf, files, pages: desk, spoolFolder, limits: PROXY_LIMITS }
  const leaves = leafMaker(ca, clock)
  const listener = (finder: RunFinder): Server =>
    proxyListener({
      runs: finder,
      leaves,
      answer: (exchange) => answer(exchange, proxyWorld),
      failed: (error) => log('failed', { error }),
      stranger,
    })
  const proxy = listener(runs)
  const port = await listenOnLoopback(proxy)
  return {
    ca,
    files,
    judge: witnessJudge(gathering),
    listener,
    proxy,
    port,
    keepUpstream: (run: OpenRun, upstream: Upstream) => void upstreams.set(run, upstream),
  }
}

interface GuardParts extends Pick<Awaited<ReturnType<typeof openRoad>>, 'ca' | 'listener'> {
  readonly opening: OpeningWorld
  readonly log: Log
  readonly changed: () => void
}

/** The guard, which opens its sessions as a run is opened. */
function guardOf(
  world: InterceptorWorld,
  { ca, listener, opening, log, changed }: GuardParts,
): StandingGuard {
  const { paths, clock } = world
  return standingGuard({
    paths,
    clock,
    authorityPem: ca.certificatePem,
    listener,
    open: (record, ended) => openStandingRun(record, ended, opening),
    close: (run) => keepRefusals(run, world, log),
    log,
    changed,
  })
}

/** An authority that is about to end makes room for a process with a new one. */
function drainWhenStale(life: Lifecycle, isFreshNow: boolean): boolean {
  if (!isFreshNow) life.drain()
  return life.isDraining()
}

function noUpstream(): never {
  throw new RunsError('unauthorised', { message: 'this run has no settings' })
}

function listenOnLoopback(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
}

function endServer(server: Server): void {
  server.close()
  server.closeAllConnections()
}
