import type { Lock } from '../files/index.ts'
import type { Store } from '../store/index.ts'
import type { Verifier } from '../verify/index.ts'
import type { BypassKeeper } from './bypass.ts'
import type { IdleWatch } from './idle.ts'
import type { Keeper } from './keeper.ts'
import type { Listener } from './listen.ts'
import type { Log } from './log.ts'
import type { Sessions } from './sessions.ts'
import type { Watching } from './watch.ts'

/** What a running daemon holds. */
export interface Held {
  readonly listener: Listener
  readonly lock: Lock
  readonly sessions: Sessions
  readonly idle: IdleWatch
  readonly watching: Promise<Watching>
  readonly keeper: Keeper
  readonly bypass: Pick<BypassKeeper, 'close'>
  readonly store: Store
  readonly verifier: Pick<Verifier, 'close'>
  readonly pruning: { close(): void }
  readonly refreshing: { close(): Promise<void> }
  readonly following: { close(): Promise<void> }
}

/** The daemon's end. */
export interface Ending {
  /** Resolves as soon as nobody new is heard and another daemon may start; asked again without a drain, it cuts. */
  stop(how: { readonly drain: boolean }): Promise<void>
  readonly ended: Promise<void>
}

/** How long open questions may take when the daemon ends. */
const DRAIN_MS = 30_000
/** The same without a drain: enough for the answer that says so. */
const CUT_MS = 100

/** Makes the end: no new clients ▶ lock free ▶ open questions answered ▶ store closed. */
export function endingOf(held: Held, log: Log): Ending {
  const end = Promise.withResolvers<void>()
  let stopping = false
  const windUp = async (drain: boolean): Promise<void> => {
    await held.sessions.drain(drain ? DRAIN_MS : CUT_MS)
    // Sessions that end are counted: only now is nobody left to count.
    held.idle.close()
    held.pruning.close()
    held.verifier.close()
    await (await held.watching).close()
    await held.following.close()
    await held.refreshing.close()
    await held.keeper.settled()
    held.bypass.close()
    await held.store.close().catch((error: unknown) => log.write('error', String(error)))
    log.write('info', 'ended')
    end.resolve()
  }
  return {
    ended: end.promise,
    stop: async ({ drain }) => {
      if (stopping && !drain) held.sessions.cut()
      if (stopping) return
      stopping = true
      log.write('info', drain ? 'draining' : 'stopping')
      await held.listener.close()
      await held.lock.release()
      void windUp(drain)
    },
  }
}
