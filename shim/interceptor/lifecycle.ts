/** What keeps the interceptor up. */
export interface Busy {
  /** Runs and sessions that are open. */
  size(): number
  /** True while the guard is needed: then nothing ends for being idle. */
  isStanding(): boolean
  /** Calls back whenever one of them has changed. */
  onChange(listener: () => void): void
}

/** When the interceptor ends. */
export interface Lifecycle {
  /** Counts idle time from now on: once there is a socket to leave. */
  begin(): void
  isDraining(): boolean
  /** No new runs; ends when the open ones have, or after `DRAIN_MS`. */
  drain(): void
  /** Resolves when it is time to end. */
  readonly over: Promise<void>
}

/** How long open runs may go on after a request to end. */
const DRAIN_MS = 10 * 60_000

/**
 * Ends after `idleMs` without an open run, or when drained. `leave` makes room for a successor: it is called once, when
 * draining begins.
 */
export function lifecycle(runs: Busy, idleMs: number, leave: () => Promise<void>): Lifecycle {
  let draining: Promise<void> | null = null
  const { promise: over, resolve: finish } = Promise.withResolvers<void>()
  let idle: NodeJS.Timeout | undefined
  const endWhenEmpty = (): void => {
    if (draining !== null && runs.size() === 0) void draining.finally(finish)
  }
  const drain = (): void => {
    draining ??= leave()
    setTimeout(finish, DRAIN_MS).unref()
    endWhenEmpty()
  }
  const watchIdle = (): void => {
    clearTimeout(idle)
    if (runs.size() === 0 && !runs.isStanding()) idle = setTimeout(drain, idleMs)
    endWhenEmpty()
  }
  return {
    begin: () => {
      runs.onChange(watchIdle)
      watchIdle()
    },
    isDraining: () => draining !== null,
    drain,
    over: over.finally(() => clearTimeout(idle)),
  }
}
