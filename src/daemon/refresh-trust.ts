import type { RefreshOutcome, Sources, TrustRootView } from '../sources/index.ts'
import type { Configuration } from './configuration.ts'
import type { Log } from './log.ts'

/** A root is asked for at most this often, whatever came of it. */
const REFRESH_EVERY_SECONDS = 24 * 3600
/** Nobody waits for the daemon then. */
const FIRST_LOOK_MS = 30_000
const LOOK_EVERY_MS = 3_600_000

export interface TrustRefresher {
  /** Looks now. Never rejects. */
  look(): Promise<void>
  /** Ends what is under way; what was not finished changes nothing. */
  close(): Promise<void>
}

export interface RefresherWorld {
  readonly sources: Pick<Sources, 'loadTrust' | 'refreshRoot'>
  /** Seconds since the epoch, UTC. */
  readonly clock: () => number
  readonly log: Pick<Log, 'write'>
  /** Says whether the person wants it, and puts in force what is new. */
  readonly keeper: {
    current(): Pick<Configuration, 'settingsKnown'> & {
      readonly settings: Pick<Configuration['settings'], 'refreshTrust'>
    }
    reload(): Promise<void>
  }
}

/** Refreshes trust roots in the background, soon after the start and then once a day each. Nothing ever waits for it. */
export function refreshTrustLater(world: RefresherWorld): TrustRefresher {
  const ending = new AbortController()
  let running: Promise<void> = Promise.resolve()
  const look = (): Promise<void> => {
    running = running.then(() => refreshDue(world, ending.signal))
    return running
  }
  const first = setTimeout(() => void look(), FIRST_LOOK_MS)
  const again = setInterval(() => void look(), LOOK_EVERY_MS)
  return {
    look,
    close: async () => {
      clearTimeout(first)
      clearInterval(again)
      ending.abort()
      await running
    },
  }
}

async function refreshDue(world: RefresherWorld, signal: AbortSignal): Promise<void> {
  const { sources, clock, log, keeper } = world
  const { settingsKnown, settings } = keeper.current()
  if (!settingsKnown || !settings.refreshTrust || signal.aborted) return
  try {
    const { roots } = await sources.loadTrust()
    const outcomes: RefreshOutcome[] = []
    for (const { name } of roots.filter((view) => isDue(view, clock()))) {
      if (signal.aborted) break
      const outcome = await sources.refreshRoot(name, { now: clock(), from: null, signal })
      tell(log, outcome)
      outcomes.push(outcome)
    }
    if (outcomes.some(({ outcome }) => outcome !== 'refused')) await keeper.reload()
  } catch (error) {
    // A disk that is full, a folder with wrong rights: the roots in force stay, and the log says why.
    log.write(
      'warn',
      `trust roots could not be refreshed: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

function isDue({ repository, refreshedAt, failed }: TrustRootView, now: number): boolean {
  if (repository === null) return false
  const last = Math.max(refreshedAt ?? 0, failed?.at ?? 0)
  // A time to come is of a clock that was wrong.
  return last > now || now - last >= REFRESH_EVERY_SECONDS
}

function tell(log: RefresherWorld['log'], outcome: RefreshOutcome): void {
  const { name, where } = outcome
  if (outcome.outcome === 'refused') {
    const { reason, code, words } = outcome
    const level = reason === 'TC2606' ? 'info' : 'warn'
    log.write(level, `trust root not refreshed: ${words}`, { name, where, reason, code })
    return
  }
  const { digest, versions } = outcome
  const { root, targets } = versions
  log.write('info', `trust root ${outcome.outcome}`, { name, where, digest, root, targets })
}
