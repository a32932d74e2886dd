import type { ExceptionEntry } from '../policy/index.ts'
import type { DecisionRecord } from '../protocol/index.ts'
import { daysUntil, EXPIRING_DAYS } from './exception-term.ts'

/** How often an exception was used, and when last (seconds since the epoch, UTC). */
export interface Use {
  readonly times: number
  readonly lastAt: number | null
}

/** An exception of a policy, as it stands now. */
export interface StandingException {
  readonly id: string
  /** `expiring`: it ends within two weeks; `not-yet`: its first day is to come. */
  readonly state: 'active' | 'expiring' | 'expired' | 'not-yet'
  readonly entry: ExceptionEntry
  /** Until it ends, rounded up; 0 or less when it has. */
  readonly daysLeft: number
  readonly use: Use
  /** Days since it was used last, or since it began; null where it is new or in use (less than two weeks). */
  readonly unusedDays: number | null
}

const UNUSED: Use = { times: 0, lastAt: null }
const UNUSED_DAYS = 14
const SECONDS_A_DAY = 86_400

/** Each exception as it stands at `now` (seconds since the epoch, UTC), in the order of the file. */
export function standing(
  exceptions: readonly ExceptionEntry[],
  uses: ReadonlyMap<string, Use>,
  now: number,
): readonly StandingException[] {
  return exceptions.map((entry) => {
    const use = uses.get(entry.id) ?? UNUSED
    const daysLeft = daysUntil(entry.expires, now)
    const quietSince = use.lastAt ?? Date.parse(`${entry.created}T00:00:00Z`) / 1000
    const quietDays = Math.floor((now - quietSince) / SECONDS_A_DAY)
    const unusedDays = daysLeft > 0 && quietDays >= UNUSED_DAYS ? quietDays : null
    return { id: entry.id, state: stateOf(entry, daysLeft, now), entry, daysLeft, use, unusedDays }
  })
}

function stateOf(entry: ExceptionEntry, daysLeft: number, now: number): StandingException['state'] {
  if (daysLeft <= 0) return 'expired'
  if (daysUntil(entry.created, now) > 0) return 'not-yet'
  return daysLeft <= EXPIRING_DAYS ? 'expiring' : 'active'
}

/** Counts the uses in further decisions, which come newest first. */
export function countUses(
  uses: ReadonlyMap<string, Use>,
  records: readonly DecisionRecord[],
): ReadonlyMap<string, Use> {
  const counted = new Map(uses)
  for (const { at, verdict } of records) {
    if (verdict.exception === null) continue
    const { times, lastAt } = counted.get(verdict.exception) ?? UNUSED
    counted.set(verdict.exception, { times: times + 1, lastAt: Math.max(lastAt ?? 0, at) })
  }
  return counted
}
