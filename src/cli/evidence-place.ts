import { resolve } from 'node:path'
import { CliError } from './cli-error.ts'
import type { Cli } from './cli.ts'

/** An evidence place as the settings keep it: folders absolute, URL templates as they are. */
export function placeOf(named: string, { cwd }: Cli): string {
  if (named === '')
    throw new CliError('usage', { message: 'a place is empty', hint: 'trustctl evidence --help' })
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(named) ? named : resolve(cwd, named)
}
