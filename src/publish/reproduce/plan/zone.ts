const HOUR = 60 * 60
/** Zones that people live in and that are no whole hours (IANA time zone database), in hours. */
const ODD_HOURS = [-9.5, -3.5, 3.5, 4.5, 5.5, 5.75, 6.5, 8.75, 9.5, 10.5, 12.75]
/** A wheel is uploaded soon after it is built, and never before. */
const SOON_SECONDS = HOUR

const OFFSETS: readonly number[] = [...Array.from({ length: 27 }, (_, index) => index - 12), ...ODD_HOURS]
  .map((hours) => hours * HOUR)
  .toSorted((a, b) => a - b)

/**
 * How far the builder's zone was before UTC, in seconds: a zip keeps local time, and the upload's time is known. Null where
 * the two say nothing, as for fixed times or a wheel that was built long before.
 */
export function zoneOf(newest: number, uploadedAt: number): number | null {
  const difference = newest - uploadedAt
  if (difference <= 0 && difference >= -SOON_SECONDS) return 0
  const offset = OFFSETS.find((each) => each >= difference)
  return offset === undefined || offset - difference > SOON_SECONDS ? null : offset
}

/** The value of TZ for it (POSIX.1-2017 §8.3, whose sign is turned round). */
export function zoneVariable(offsetSeconds: number): string {
  if (offsetSeconds === 0) return 'UTC'
  const minutes = Math.abs(offsetSeconds) / 60
  return `BLD${offsetSeconds > 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`
}

function two(value: number): string {
  return String(Math.floor(value)).padStart(2, '0')
}
