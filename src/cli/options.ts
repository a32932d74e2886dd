import type { Argv } from 'yargs'
import { CliError } from './cli-error.ts'

/** `--json`, which every verb has. */
export function withJson<T>(parser: Argv<T>): Argv<T & { json: boolean }> {
  return parser.option('json', {
    type: 'boolean',
    default: false,
    describe: 'print JSON instead of text',
    defaultDescription: 'no',
  })
}

/** For options that may be given once: yargs makes an array of the second. */
export function once(name: string): (value: unknown) => string | undefined {
  return (value) => {
    if (value === undefined) return undefined
    if (typeof value !== 'string') {
      throw new CliError('usage', { message: `\`--${name}\` is given more than once`, hint: 'give it once' })
    }
    return nonEmpty(name, value)
  }
}

/** For options that may be repeated. */
export function many(name: string): (value: unknown) => readonly string[] {
  return (value) => {
    const values: readonly unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value]
    return values.map((one) => nonEmpty(name, String(one)))
  }
}

function nonEmpty(name: string, value: string): string {
  if (value !== '') return value
  throw new CliError('usage', { message: `\`--${name}\` is given without a value`, hint: `--${name} VALUE` })
}
