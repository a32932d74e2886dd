import { CliError } from './cli-error.ts'

const MAX_DAYS = 3660

/** The days of `30d` or `12w`. Throws `CliError` `usage`. */
export function parsePeriod(text: string): number {
  const [, count, unit] = /^([1-9]\d{0,3})([dw])$/.exec(text) ?? []
  const days = Number(count ?? 0) * (unit === 'w' ? 7 : 1)
  if (days >= 1 && days <= MAX_DAYS) return days
  throw new CliError('usage', {
    message: `\`${text}\` is no period: expected days or weeks, like \`30d\`, at most \`${MAX_DAYS}d\``,
    hint: '--since 30d',
  })
}
