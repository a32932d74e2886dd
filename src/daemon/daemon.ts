import { histories } from '../decide/index.ts'
import { acquireLock, ensurePrivateFolder, type Lock } from '../files/index.ts'
import type { PolicyStatus } from '../protocol/index.ts'
import { openSources, type Sources } from '../sources/index.ts'
import { keepBypass, type BypassKeeper } from './bypass.ts'
import { keepCanaries } from './canaries.ts'
import { openChronicle } from './chronicle.ts'
import type { Desk } from './desk.ts'
import { endingOf } from './ending.ts'
import { followDirectories } from './follow-directories.ts'
import { watchIdle } from './idle.ts'
import { judgeWorld } from './judge-world.ts'
import { keepConfiguration, type Keeper } from './keeper.ts'
import { listen } from './listen.ts'
import type { Log } from './log.ts'
import { openMemory, pruneLater, type Memory } from './memory.ts'
import type { DaemonOptions } from './options.ts'
import { refreshTrustLater } from './refresh-trust.ts'
import { SESSION_LIMITS } from './session.ts'
import { keepSessions } from './sessions.ts'
import { watchConfiguration } from './watch.ts'

/** A daemon that answers. */
export interface Daemon {
  stop(how: { readonly drain: boolean }): Promise<void>
  reload(): Promise<void>
  /** Resolves when it has ended: store closed, lock released. */
  readonly ended: Promise<void>
}

/**
 * Starts the daemon: lock ▶ store ▶ policy, trust and settings, and their record ▶ socket ▶ watching. Returns null when
 * another one holds the lock. It answers nobody before policy and trust are loaded.
 */
export async function startDaemon(options: DaemonOptions, log: Log): Promise<Daemon | null> {
  await ensurePrivateFolder(options.paths.run)
  const lock = await acquireLock(options.paths.daemonLock)
  if (lock === null) return null
  try {
    return await startLocked(options, log, lock)
  } catch (error) {
    await lock.release()
    throw error
  }
}

async function startLocked(options: DaemonOptions, log: Log, lock: Lock): Promise<Daemon> {
  const { paths, clock, version, verifier } = options
  await ensurePrivateFolder(paths.state)
  const memory = openMemory(paths.storeFile, log, () => void stop({ drain: true }))
  const mind = await openMind(options, log, memory)
  const [{ store }, { keeper, bypass }] = [memory, mind]
  const idle = idleWatch(keeper, log, () => void stop({ drain: true }))
  const lasting = {
    store,
    histories: histories(),
    clock,
    version,
    verifier,
    hearOf: (strangers: readonly string[]) => following.hearOf(strangers),
  }
  const desk: Desk = {
    server: { version, pid: process.pid, startedAt: clock() },
    store,
    log,
    bypass,
    canaries: keepCanaries({ verifier, log }),
    configuration: () => keeper.current(),
    world: () => judgeWorld(keeper.current(), lasting),
    clock,
    reload: () => reloaded(keeper),
    sessions: () => sessions.size(),
    notices: () => [...memory.notices, ...mind.notices()],
    stop: (how) => stop(how),
  }
  const sessions = keepSessions(() => desk, {
    log,
    limits: SESSION_LIMITS,
    onCount: (count) => idle.count(count),
  })
  const listener = await listen(paths.daemonSocket, (socket) => sessions.accept(socket)).catch(
    async (error: unknown) => {
      idle.close()
      bypass.close()
      await store.close()
      throw error
    },
  )
  log.write('info', 'ready', { version })
  const following = followDirectories({ ...mind, clock, log })
  const background = { ...inBackground(options, { mind, store, log }), following }
  const ending = endingOf(
    { listener, lock, sessions, idle, keeper, bypass, store, verifier, ...background },
    log,
  )
  function stop(how: { readonly drain: boolean }): Promise<void> {
    return ending.stop(how)
  }
  return { stop, reload: () => keeper.reload(), ended: ending.ended }
}

/** What goes on beside the questions, until the daemon ends. */
function inBackground(
  { paths, clock }: DaemonOptions,
  { mind, store, log }: { readonly mind: Mind; readonly store: Memory['store']; readonly log: Log },
) {
  return {
    watching: watchConfiguration(
      [paths.config, ...paths.machinePolicyFiles],
      () => void mind.keeper.reload(),
      (error) => log.write('warn', `changes can't be watched: ${String(error)}`),
    ),
    pruning: pruneLater(store, clock, log),
    refreshing: refreshTrustLater({ ...mind, clock, log }),
  }
}

function idleWatch(keeper: Keeper, log: Log, stop: () => void): ReturnType<typeof watchIdle> {
  const minutes = (): number => keeper.current().settings.idleStopMinutes
  return watchIdle(minutes, () => {
    log.write('info', 'nobody has asked for a while; the daemon ends')
    stop()
  })
}

async function reloaded(keeper: Keeper): Promise<PolicyStatus> {
  await keeper.reload()
  return keeper.current().about
}

interface Mind {
  readonly sources: Sources
  readonly keeper: Keeper
  readonly bypass: BypassKeeper
  readonly notices: () => readonly string[]
}

/** What is in force, and its record: nobody is answered by a policy that is not written down. */
async function openMind(options: DaemonOptions, log: Log, { store }: Memory): Promise<Mind> {
  const { paths, lib, clock } = options
  const sources = openSources({ ...paths, lib }, options)
  try {
    const chronicle = await openChronicle({ store, clock, log })
    let bypass: BypassKeeper | null = null
    const keeper = await keepConfiguration(sources, log, async (configuration) => {
      await chronicle.tell(configuration)
      await bypass?.hold()
    })
    const forbiddenBy = (): readonly string[] => keeper.current().forbidsBypass
    bypass = await keepBypass({ store, clock, log, forbiddenBy }, chronicle.records)
    await bypass.hold()
    return { sources, keeper, bypass, notices: () => chronicle.notices() }
  } catch (error) {
    await store.close()
    throw error
  }
}
