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
import {
  answer,
  fetchDocument,
  PROXY_LIMITS,
  proxyListener,
  type Upstream,
  upstreamPool,
} from '../proxy/index.ts'
import { listenAt, type OpenRun, type Registry, registry, RunsError, witnessServer } from '../runs/index.ts'
import { keepRefusals } from './keep-refusals.ts'
import { type Lifecycle, lifecycle } from './lifecycle.ts'
import { type Log, openLog } from './log.ts'
import { makeSpoolFolder } from './spool-folder.ts'
import { takePlace } from './takeover.ts'
import { witnessCalls } from './witness-calls.ts'

/** The effects and settings of one interceptor. */
export interface InterceptorWorld {
  readonly paths: HomePaths
  readonly version: string
  readonly idleMs: number
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
  const lock = await takePlace(paths, world.version)
  return lock === null ? null : serve(world, lock, openLog(paths.shimLog, clock))
}

async function serve(world: InterceptorWorld, lock: Lock, log: Log): Promise<Interceptor> {
  const { paths, clock } = world
  const runs = registry()
  const life = lifecycle(runs, world.idleMs, async () => {
    log('draining', { runs: runs.size() })
    await unlink(paths.shimSocket).catch(() => undefined)
    await lock.release()
  })
  const daemon = daemonLink(world.openDaemon, clock)
  const certificates = certificateReader()
  const pool = upstreamPool(certificates)
  const spoolFolder = await makeSpoolFolder(paths.cache)
  const road = await openRoad(world, { runs, daemon, spoolFolder, log })
  const bundleFolder = join(paths.state, 'bundles')
  await removeOldBundles(bundleFolder, clock())
  const calls = witnessCalls({
    opening: { ...road, pool, certificates, bundleFolder, pipCache: paths.pipCache, clock },
    runs,
    judge: road.judge,
    daemon,
    files: road.files,
    clock,
    version: world.version,
    keepRefusals: (run) => keepRefusals(run, world, log),
    isDraining: () => drainWhenStale(life, isFresh(road.ca, clock())),
    drain: () => life.drain(),
  })
  const witnesses = witnessServer(calls, runs, (error) => log('failed', { error }))
  await listenAt(witnesses, paths.shimSocket)
  life.begin()
  log('listening', { port: road.port, version: world.version })
  const over = life.over.then(async () => {
    for (const server of [witnesses, road.proxy]) endServer(server)
    pool.close()
    await daemon.close()
    await rm(spoolFolder, { recursive: true, force: true })
    log('ended')
  })
  return { port: road.port, stop: () => life.drain(), over }
}

interface RoadWorld {
  readonly runs: Registry
  readonly daemon: DaemonLink
  readonly spoolFolder: string
  readonly log: Log
}

/** The way of pip's requests, listening on loopback. */
async function openRoad({ paths, clock }: InterceptorWorld, { runs, daemon, spoolFolder, log }: RoadWorld) {
  const ca = await loadSessionCa(paths.caDir, clock())
  const upstreams = new WeakMap<OpenRun, Upstream>()
  const upstreamOf = (run: OpenRun): Upstream => upstreams.get(run) ?? noUpstream()
  const fetch = fetchDocument(upstreamOf)
  const desk = pageDesk(daemon, fetch)
  const gathering = { daemon, fetch, desk, learn: pageLearner({ fetch, desk }) }
  const files = fileJudge(gathering)
  const proxyWorld = { upstreamOf, files, pages: desk, spoolFolder, limits: PROXY_LIMITS }
  const proxy = proxyListener({
    runs,
    leaves: leafMaker(ca, clock),
    answer: (exchange) => answer(exchange, proxyWorld),
    failed: (error) => log('failed', { error }),
  })
  const port = await listenOnLoopback(proxy)
  return {
    ca,
    files,
    judge: witnessJudge(gathering),
    proxy,
    port,
    keepUpstream: (run: OpenRun, upstream: Upstream) => void upstreams.set(run, upstream),
  }
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
