import type { Argv } from 'yargs'
import { CliError } from '../cli-error.ts'
import { once } from '../options.ts'
import { DEFAULT_DAYS } from './replay-recorded.ts'

const MAX_REASON = 500

/** `--reason`, for whatever may loosen a policy. */
export function reasonOption<T>(parser: Argv<T>): Argv<T & { reason: string | undefined }> {
  return parser.option('reason', {
    type: 'string',
    requiresArg: true,
    coerce: (value: unknown) => bounded(once('reason')(value)),
    describe: 'why the policy is loosened; kept in the history',
  })
}

function bounded(reason: string | undefined): string | undefined {
  if (reason === undefined || (reason.trim() !== '' && reason.length <= MAX_REASON)) return reason
  throw new CliError('usage', {
    message: `a reason has words, and at most ${MAX_REASON} characters`,
    hint: '--reason "reviewed in ACME-991"',
  })
}

/** `--against`, how far back recorded facts are looked at. */
export function againstOption<T>(parser: Argv<T>): Argv<T & { against: string }> {
  return parser.option('against', {
    type: 'string',
    requiresArg: true,
    default: `${DEFAULT_DAYS}d`,
    coerce: (value: unknown) => once('against')(value) ?? `${DEFAULT_DAYS}d`,
    describe: 'how many days of recorded facts it is tried on',
  })
}
