import { CliError } from '../cli-error.ts'

/** The last second that four digits of a year can say. */
const MAX_SECONDS = 253_402_300_799

/**
 * The time that a bill gives, seconds since the epoch: `--at`, else SOURCE_DATE_EPOCH, else null. Throws `CliError` `usage`
 * for what is no time.
 */
export function billTime(at: string | undefined, env: NodeJS.ProcessEnv): number | null {
  if (at !== undefined) return timeOf(at, '--at')
  const epoch = env['SOURCE_DATE_EPOCH']
  return epoch === undefined || epoch === '' ? null : secondsOf(epoch, 'SOURCE_DATE_EPOCH')
}

function timeOf(text: string, name: string): number {
  if (/^\d+$/.test(text)) return secondsOf(text, name)
  const isTime = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d))?$/.test(text)
  const ms = isTime ? Date.parse(text) : Number.NaN
  if (Number.isNaN(ms)) throw noTime(text, name)
  return secondsOf(String(ms / 1000), name)
}

function secondsOf(text: string, name: string): number {
  const seconds = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN
  if (seconds <= MAX_SECONDS) return seconds
  throw noTime(text, name)
}

function noTime(text: string, name: string): CliError {
  return new CliError('usage', {
    message: `\`${name}\` is \`${text}\`, which is no time: expected a day, a time with its zone, or seconds since 1970`,
    hint: '--at 2026-11-27T12:00:00Z',
  })
}
