import { keyStateAt, type KeyRecord, type KeyState } from '../../trust/index.ts'
import { KeysError } from './keys-error.ts'
import { dayText } from './may-sign.ts'

export const DAY = 86_400
const PENDING_DAYS = 30
const DUAL_DAYS = 14
const SIGNING: ReadonlySet<KeyState> = new Set(['active', 'dual-sign'])
/** When a person is told that a key ends. */
const WARNING_DAYS = [1, 7, 14, 30, 60] as const

/** A rotation from one key to the next; seconds since the epoch. */
export interface RotationPlan {
  /** When the new key has to be published, so that everybody has it in time. */
  readonly publishAt: number
  /** From then on both sign. */
  readonly dualAt: number
  /** From then on the new one alone. */
  readonly switchAt: number
  /** Until then what the old one signed counts. */
  readonly oldVerifyUntil: number
  /** Days that the new key is known before it signs; fewer than 16 where it was begun late. */
  readonly noticeDays: number
}

/**
 * The calendar of a rotation that ends at `switchAt`: the new key is pending 30 days before, both sign for the last 14, then the
 * old one only verifies. What would lie in the past is moved to now. Throws `KeysError` `calendar` for a day that is over, or
 * one after which the old key signs no more.
 */
export function planRotation(record: KeyRecord, switchAt: number, now: number): RotationPlan {
  const hint = `trustctl keys rotate --plan --on DAY ${record.fingerprint}`
  if (switchAt <= now)
    throw new KeysError('calendar', { message: `${dayText(switchAt)} is over; expected a day to come`, hint })
  if (switchAt > record.signUntil) {
    const until = dayText(record.signUntil)
    const message = `the old key signs until ${until}, and the new one would follow on ${dayText(switchAt)}`
    throw new KeysError('calendar', { message, hint })
  }
  const publishAt = Math.max(now, switchAt - PENDING_DAYS * DAY)
  const dualAt = Math.max(now, switchAt - DUAL_DAYS * DAY)
  const noticeDays = Math.floor((dualAt - publishAt) / DAY)
  return { publishAt, dualAt, switchAt, oldVerifyUntil: record.verifyUntil, noticeDays }
}

/**
 * A record that a person ends before its calendar does; `now` in seconds. When it was ended is a part of it: else nobody could
 * tell what was signed before. What a retired key signed counts no more.
 */
export function endedEarly(record: KeyRecord, state: 'verify-only' | 'retired', now: number): KeyRecord {
  const { notBefore, dualUntil, signUntil, verifyUntil } = record
  const at = Math.max(notBefore, Math.min(signUntil, now))
  return {
    ...record,
    state,
    ...(dualUntil === undefined ? {} : { dualUntil: Math.min(dualUntil, at) }),
    signUntil: at,
    verifyUntil: state === 'retired' ? Math.max(at, Math.min(verifyUntil, now)) : verifyUntil,
  }
}

/** A key that ends soon. */
export interface KeyWarning {
  readonly fingerprint: string
  readonly holder: string
  /** Until `signUntil`, rounded down; 0 on the last day. */
  readonly daysLeft: number
  /** The step that was reached: 60, 30, 14, 7 or 1 days. */
  readonly step: number
  readonly successor: string | null
}

/** Keys that stop signing within 60 days, soonest first; `now` in seconds. */
export function warningsOf(records: readonly KeyRecord[], now: number): readonly KeyWarning[] {
  return records
    .filter((record) => SIGNING.has(keyStateAt(record, now)))
    .flatMap(({ fingerprint, holder, signUntil, successor = null }) => {
      const daysLeft = Math.floor((signUntil - now) / DAY)
      const step = WARNING_DAYS.find((days) => signUntil - now <= days * DAY)
      return step === undefined ? [] : [{ fingerprint, holder, daysLeft, step, successor }]
    })
    .toSorted((a, b) => a.daysLeft - b.daysLeft)
}
