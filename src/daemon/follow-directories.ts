import { isAbsolute, join } from 'node:path'
import type { DirectoryView, HearOutcome, Sources } from '../sources/index.ts'
import type { Log } from './log.ts'
import { watchFiles } from './watch-files.ts'

/** Directories are asked soon after the start, and then so often each. */
const FIRST_LOOK_MS = 1_000
const LOOK_EVERY_MS = 15 * 60_000
/** For keys that nobody knows they are asked at most so often, whoever sends them. */
const STRANGER_EVERY_SECONDS = 30
/** So many names of unknown keys are remembered, each asked for once; beyond them nobody asks until the next look. */
const MAX_STRANGERS = 1_000

/** Hears followed key directories: what is new is in force at once. */
export interface DirectoryFollower<Current> {
  /** Asks every followed directory. Never rejects. */
  look(): Promise<void>
  /**
   * Asks for names of keys that are not known, each once, and gives what is in force when nothing is being asked any more. Never
   * rejects.
   */
  hearOf(strangers: readonly string[]): Promise<Current>
  close(): Promise<void>
}

export interface FollowerWorld<Current> {
  readonly sources: Pick<Sources, 'hearDirectory'>
  /** Seconds since the epoch, UTC. */
  readonly clock: () => number
  readonly log: Pick<Log, 'write'>
  readonly keeper: {
    current(): Current
    reload(): Promise<void>
  }
}

interface Followed {
  readonly directories: readonly Pick<DirectoryView, 'name' | 'where'>[]
}

/** Hears followed directories in the background: soon, then on a schedule, and when a followed folder changes. */
export function followDirectories<Current extends Followed>(
  world: FollowerWorld<Current>,
): DirectoryFollower<Current> {
  const { clock, keeper } = world
  const ending = new AbortController()
  const asked = new Set<string>()
  let running: Promise<void> = Promise.resolve()
  let strangersAt = -Infinity
  const hear = (): Promise<void> => {
    running = running.then(() => hearAll(world, ending.signal))
    return running
  }
  const look = async (): Promise<void> => {
    asked.clear()
    await hear()
  }
  const first = setTimeout(() => void look(), FIRST_LOOK_MS)
  const again = setInterval(() => void look(), LOOK_EVERY_MS)
  const folders = watchFiles(
    () => keeper.current().directories.flatMap(watchedBy),
    () => void look(),
  )
  return {
    look,
    hearOf: async (strangers) => {
      const fresh = strangers.filter((name) => !asked.has(name))
      const isLate = clock() - strangersAt < STRANGER_EVERY_SECONDS && clock() >= strangersAt
      const isFull = asked.size + fresh.length > MAX_STRANGERS
      // What is being asked already may bring them too.
      if (fresh.length === 0 || isLate || isFull) await running
      else {
        for (const name of fresh) asked.add(name)
        strangersAt = clock()
        await hear()
      }
      return keeper.current()
    },
    close: async () => {
      clearTimeout(first)
      clearInterval(again)
      folders.close()
      ending.abort()
      await running
    },
  }
}

/** `timestamp.json` is written last. */
function watchedBy({ where }: Pick<DirectoryView, 'where'>): readonly string[] {
  return isAbsolute(where) ? [join(where, 'timestamp.json')] : []
}

async function hearAll(
  { sources, clock, log, keeper }: FollowerWorld<Followed>,
  signal: AbortSignal,
): Promise<void> {
  const { directories } = keeper.current()
  for (const { name } of directories) {
    if (signal.aborted) return
    try {
      const outcome = await sources.hearDirectory(name, { now: clock(), from: null, signal })
      tell(log, outcome)
    } catch (error) {
      // A disk that is full, a folder with wrong rights: what is in force stays, and the log says why.
      log.write('warn', `the key directory ${name} could not be heard: ${wordsOf(error)}`)
    }
  }
  // Also where nothing is new: how old its word is, is a part of what is in force.
  if (directories.length > 0) await keeper.reload()
}

function tell(log: FollowerWorld<Followed>['log'], outcome: HearOutcome): void {
  const { name, where } = outcome
  if (outcome.outcome === 'refused') {
    const { reason, code, words } = outcome
    log.write('warn', `key directory not taken: ${words}`, { name, where, reason, code })
    return
  }
  if (outcome.outcome === 'updated')
    log.write('info', 'key directory heard', { name, where, timestamp: outcome.versions.timestamp })
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
