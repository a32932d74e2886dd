import { MAX_BYPASS_SECONDS, ProtocolError, type Bypass, type HistoryRecord } from '../protocol/index.ts'
import { StoreError, type Store } from '../store/index.ts'
import { DAEMON_ACTOR } from './chronicle.ts'
import type { Log } from './log.ts'

/** The break-glass: begun by a person with a reason, ended by one or by time, and all of it in the history. */
export interface BypassKeeper {
  /** Begins one, or ends it (null). Throws `ProtocolError` `refused` where it may not begin. */
  change(actor: string, wanted: Bypass | null): Promise<Bypass | null>
  /** Ends one that is in force where the policy allows none any more. */
  hold(): Promise<void>
  close(): void
}

interface BypassWorld {
  readonly store: Store
  readonly clock: () => number
  readonly log: Log
  /** The presets in force that allow no bypass. */
  readonly forbiddenBy: () => readonly string[]
}

type Begun = Pick<Bypass, 'reason' | 'until'>

/** Goes on with what the history says began and did not end. */
export async function keepBypass(
  { store, clock, log, forbiddenBy }: BypassWorld,
  records: readonly HistoryRecord[],
): Promise<BypassKeeper> {
  let timer: NodeJS.Timeout | undefined
  let begun = lastBegun(records)
  const end = async (actor: string): Promise<void> => {
    clearTimeout(timer)
    if (begun === null) return
    const { reason } = begun
    begun = null
    await store.append({
      at: clock(),
      actor,
      event: { type: 'bypass', action: 'ended', reason, until: clock() },
    })
    await store.setBypass(null)
  }
  const endBySelf = async (): Promise<void> => {
    await end(DAEMON_ACTOR).catch((error: unknown) => {
      if (!(error instanceof StoreError)) throw error
      log.write('error', `the end of a bypass could not be recorded: ${error.message}`)
    })
  }
  const schedule = async (): Promise<void> => {
    clearTimeout(timer)
    if (begun === null) return
    const left = begun.until - clock()
    if (left <= 0) await endBySelf()
    else timer = setTimeout(() => void schedule(), left * 1000)
  }
  const begin = async (actor: string, { reason, until }: Bypass): Promise<Bypass> => {
    const bypass = { reason, by: actor, from: clock(), until }
    await store.append({ at: clock(), actor, event: { type: 'bypass', action: 'began', reason, until } })
    await store.setBypass(bypass)
    begun = bypass
    log.write('warn', `the policy is bypassed by ${actor}`, { reason, until })
    await schedule()
    return bypass
  }
  const isForbidden = (): boolean => forbiddenBy().length > 0
  await schedule()
  return {
    change: async (actor, wanted) => {
      if (wanted === null) {
        await end(actor)
        return null
      }
      checkAllowed(wanted, forbiddenBy(), clock())
      return await begin(actor, wanted)
    },
    hold: async () => {
      if (isForbidden()) await endBySelf()
    },
    close: () => clearTimeout(timer),
  }
}

function checkAllowed({ reason, until }: Bypass, forbiddenBy: readonly string[], now: number): void {
  if (forbiddenBy.length > 0)
    throw refused(
      `the policy in force is built on \`${forbiddenBy.join('`, `')}\`, which allows no bypass`,
      'trustctl exception request PROJECT==VERSION',
    )
  if (reason.trim() === '') throw refused('a bypass needs a reason')
  if (until <= now || until > now + MAX_BYPASS_SECONDS)
    throw refused(`a bypass ends within ${MAX_BYPASS_SECONDS / 3600} hours, and not before it begins`)
}

function refused(message: string, hint = 'trustctl bypass --reason REASON --for 1h'): ProtocolError {
  return new ProtocolError('refused', { message, hint })
}

/** What began last and did not end. */
function lastBegun(records: readonly HistoryRecord[]): Begun | null {
  const last = records.map(({ event }) => event).find((event) => event.type === 'bypass')
  return last?.action === 'began' ? { reason: last.reason, until: last.until } : null
}
