import { ExceptionsError } from './exceptions-error.ts'

const SECONDS_A_DAY = 86_400
/** Days before the end from which an exception is warned about. */
export const EXPIRING_DAYS = 14
/** What an exception lasts where nobody says, and the policy lets it. */
export const DEFAULT_DAYS = 30

/** The day (UTC) of a moment, and of so many days later: `2026-12-15`. `now` in seconds since the epoch. */
export function dayAfter(now: number, days: number): string {
  return new Date((now + days * SECONDS_A_DAY) * 1000).toISOString().slice(0, 10)
}

/** Whole days until a day begins (UTC), rounded up; 0 or less once it has begun. */
export function daysUntil(day: string, now: number): number {
  // Never -0.
  return Math.ceil((Date.parse(`${day}T00:00:00Z`) / 1000 - now) / SECONDS_A_DAY) + 0
}

/** The days of `30d` or `2w`. Throws `ExceptionsError` `term` for another text, and for more than `maxDays`. */
export function parseTerm(text: string, maxDays: number): number {
  const [, count, unit] = /^([1-9]\d{0,3})([dw])$/.exec(text) ?? []
  if (count === undefined)
    throw new ExceptionsError('term', {
      message: `\`${text}\` is no term: expected days or weeks, like \`30d\` or \`2w\``,
      hint: `--for ${Math.min(DEFAULT_DAYS, maxDays)}d`,
    })
  return withinTerm(Number(count) * (unit === 'w' ? 7 : 1), maxDays)
}

/** The days, where the policy lets an exception last so long. Throws `ExceptionsError` `term`. */
export function withinTerm(days: number, maxDays: number): number {
  if (days <= maxDays) return days
  throw new ExceptionsError('term', {
    message: `${days} days are too many: \`limits.exceptionMaxDays\` of the policy is ${maxDays}`,
    hint: `--for ${maxDays}d, and \`trustctl exception renew\` when they have passed`,
  })
}
