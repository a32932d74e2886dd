import { CliError } from './cli-error.ts'

/** `NAME=VALUE`s as a table. Throws `CliError` `usage`. */
export function pairs(option: string, values: readonly string[] = []): Readonly<Record<string, string>> {
  const entries = values.map((value) => {
    const [, name, rest] = /^([A-Za-z_][\w.-]*)=(.*)$/s.exec(value) ?? []
    if (name !== undefined && rest !== undefined) return [name, rest] as const
    throw new CliError('usage', {
      message: `\`--${option}\`: expected NAME=VALUE and found \`${value}\``,
      hint: `--${option} NAME=VALUE`,
    })
  })
  return Object.fromEntries(entries)
}

/** Seconds since the epoch of `2025-06-01` or `2025-06-01T12:00:00Z`. Throws `CliError` `usage`. */
export function instantOf(option: string, text: string): number {
  const form = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}Z)?$/
  const milliseconds = form.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(milliseconds)) return milliseconds / 1000
  throw new CliError('usage', {
    message: `\`--${option}\`: expected a day or a time in UTC and found \`${text}\``,
    hint: `--${option} 2025-06-01`,
  })
}
