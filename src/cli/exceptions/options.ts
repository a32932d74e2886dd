import type { Argv } from 'yargs'
import { MAX_WORDS } from '../../exceptions/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { once } from '../options.ts'

/** `--reason`, without which nothing is loosened. */
export function withReason<T>(parser: Argv<T>, describe: string): Argv<T & { reason: string | undefined }> {
  return parser.option('reason', {
    type: 'string',
    requiresArg: true,
    coerce: words('reason'),
    describe,
  })
}

/** `--owner`, who answers for it. */
export function withOwner<T>(parser: Argv<T>): Argv<T & { owner: string | undefined }> {
  return parser.option('owner', {
    type: 'string',
    requiresArg: true,
    coerce: words('owner'),
    describe: 'who answers for it; you, if nothing is said',
  })
}

/** `--for`, how long. */
export function withTerm<T>(parser: Argv<T>, describe: string): Argv<T & { for: string | undefined }> {
  return parser.option('for', { type: 'string', requiresArg: true, coerce: once('for'), describe })
}

/** Words in one line: they go into files and lists. Throws `CliError` `usage`. */
export function words(name: string): (value: unknown) => string | undefined {
  return (value) => {
    const text = once(name)(value)?.trim()
    if (text === undefined) return undefined
    if (text !== '' && text.length <= MAX_WORDS && !/[\p{Cc}\p{Cf}\u2028\u2029]/u.test(text)) return text
    throw new CliError('usage', {
      message: `\`--${name}\` is one line of words, of at most ${MAX_WORDS} characters`,
      hint: `--${name} "reviewed in ACME-991"`,
    })
  }
}

/** The reason that was given, or that a person types when asked. Throws `CliError` `usage` where there is none. */
export async function neededReason(
  cli: Pick<Cli, 'terminal'>,
  reason: string | undefined,
  command: string,
): Promise<string> {
  if (reason !== undefined) return reason
  const typed = (await cli.terminal?.ask('why? ')) ?? ''
  if (typed.trim() !== '') return words('reason')(typed) ?? typed
  throw new CliError('usage', {
    message: 'no reason is given, and without one nobody can judge later whether it was right',
    hint: `${command} --reason "reviewed in ACME-991"`,
  })
}
