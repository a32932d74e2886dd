import { acquireLock, ensurePrivateFolder, type Lock } from '../files/index.ts'
import { openSources } from '../sources/index.ts'
import type { Desk } from './desk.ts'
import { endingOf } from './ending.ts'
import { watchIdle } from './idle.ts'
import { judgeWorld } from './judge-world.ts'
import { keepConfiguration } from './keeper.ts'
import { listen } from './listen.ts'
import type { Log } from './log.ts'
import { openMemory, pruneLater } from './memory.ts'
import type { DaemonOptions } from './options.ts'
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
 * Starts the daemon: lock ▶ policy, trust and settings ▶ store ▶ socket ▶ watching. Returns null when another one holds
 * the lock. It answers nobody before policy and trust are loaded.
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
  const { paths, clock } = options
  await ensurePrivateFolder(paths.state)
  const sources = openSources({ ...paths, lib: options.lib }, options)
  const keeper = await keepConfiguration(sources, log)
  const memory = openMemory(paths.storeFile, log, () => void stop({ drain: true }))
  const idle = watchIdle(
    () => keeper.current().settings.idleStopMinutes,
    () => {
      log.write('info', 'nobody has asked for a while; the daemon ends')
      void stop({ drain: true })
    },
  )
  const desk: Desk = {
    server: { version: options.version, pid: process.pid, startedAt: clock() },
    store: memory.store,
    configuration: () => keeper.current(),
    world: () => judgeWorld(keeper.current(), { store: memory.store, clock, version: options.version }),
    sessions: () => sessions.size(),
    notices: () => memory.notices,
    clock,
    reload: async () => {
      await keeper.reload()
      return keeper.current().about
    },
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
      await memory.store.close()
      throw error
    },
  )
  log.write('info', 'ready', { version: options.version })
  const watching = watchConfiguration(
    [paths.config, ...paths.machinePolicyFiles],
    () => void keeper.reload(),
    (error) => log.write('warn', `changes can't be watched: ${String(error)}`),
  )
  const pruning = pruneLater(memory.store, clock, log)
  const ending = endingOf(
    { listener, lock, sessions, idle, watching, keeper, store: memory.store, pruning },
    log,
  )
  function stop(how: { readonly drain: boolean }): Promise<void> {
    return ending.stop(how)
  }
  return { stop, reload: () => keeper.reload(), ended: ending.ended }
}
