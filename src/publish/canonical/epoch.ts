import { CanonicalError } from './canonical-error.ts'

/** 1980-01-01, the first day that zip knows; earlier times are written as this one. */
const FIRST_DOS_SECOND = 315_532_800
/** 2107-12-31T23:59:58, zip's last. */
const LAST_DOS_SECOND = 4_354_819_198

/** Checks a time in seconds since the epoch, UTC. Throws `CanonicalError` `epoch` for what no archive can hold. */
export function checkEpoch(epochSeconds: number): void {
  if (Number.isInteger(epochSeconds) && epochSeconds >= 0 && epochSeconds <= LAST_DOS_SECOND) return
  throw new CanonicalError('epoch', {
    message: `expected a time in whole seconds from 1970 to 2107 and found ${epochSeconds}`,
    hint: 'name another by SOURCE_DATE_EPOCH',
  })
}

/** The time as zip has it (APPNOTE 4.4.6): the date in the upper half, even seconds. */
export function dosTime(epochSeconds: number): number {
  const at = new Date(Math.max(epochSeconds, FIRST_DOS_SECOND) * 1000)
  const date = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate()
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1)
  return date * 0x10000 + time
}
