import yargs, { type Argv } from 'yargs'
import { CliError } from './cli-error.ts'
import { STANDARD_INPUT, type Cli } from './cli.ts'
import { EXIT, EXIT_MEANINGS, type ExitCode } from './exit-code.ts'
import { exitCodeOfFailure, failureJson, failureLines } from './failure.ts'
import type { Call, Mount } from './verb.ts'
import { VERBS } from './verbs.ts'

/**
 * One call of trustctl: parses `args`, runs the verb, prints. Never rejects: every failure is printed in a reader's
 * words (as JSON with `--json`) and is an exit code.
 */
export async function runProgram(args: readonly string[], cli: Cli): Promise<ExitCode> {
  try {
    return await parseAndRun(operandsByPath(args), cli)
  } catch (error) {
    if (args.includes('--json')) cli.print(JSON.stringify(failureJson(error), null, 2))
    for (const line of failureLines(error, cli.colourOfErrors)) cli.complain(line)
    return exitCodeOfFailure(error)
  }
}

async function parseAndRun(args: readonly string[], cli: Cli): Promise<ExitCode> {
  const call = await parse(args, cli)
  // None is chosen by `--help` and `--version`, which the parser answers itself.
  return call === null ? EXIT.ok : call(cli)
}

/** What `--help` prints for a verb (`keys import`; empty for the program). */
export async function manualOf(name: string, width: number): Promise<string> {
  const printed: string[] = []
  const words = name === '' ? [] : name.split(' ')
  await parse([...words, '--help'], { version: '', width, print: (text) => printed.push(text) })
  return printed.join('\n')
}

type Printer = Pick<Cli, 'version' | 'width' | 'print'>

/** The verb that the command line chose with its arguments; null where the parser answered by itself. Rejects with what the parser throws. */
export async function parse(args: readonly string[], printer: Printer): Promise<Call | null> {
  const chosen: Call[] = []
  const { parser, rest } = parserFor(args, base(printer), (call) => chosen.push(call))
  try {
    await parser.parseAsync(rest, {}, (_error, _args, output) => {
      if (output !== '') printer.print(output)
    })
  } catch (error) {
    throw usageError(error, args)
  }
  return chosen[0] ?? null
}

/**
 * The parser of a command line. yargs lays out the manual of every command that it runs but of the only one, which takes
 * longer than most verbs: so where nobody asks for a manual, the verb that the first words name is the only one.
 */
function parserFor(
  args: readonly string[],
  parser: Argv,
  choose: (call: Call) => void,
): { readonly parser: Argv; readonly rest: readonly string[] } {
  const named = args.some(isAnswered) ? null : verbNamed(args, VERBS)
  if (named !== null) return { parser: named.makeOnly(parser, choose), rest: named.rest }
  const all = parser.demandCommand(1, 'no verb is given').recommendCommands()
  return { parser: VERBS.reduce((added, mount) => mount.addTo(added, choose), all), rest: args }
}

/** What the parser answers by itself, or may: short options can stand together. */
function isAnswered(arg: string): boolean {
  return arg === '--help' || arg === '--version' || /^-[^-]/.test(arg)
}

interface Named {
  readonly makeOnly: NonNullable<Mount['makeOnly']>
  readonly rest: readonly string[]
}

/** The verb that the first words lead to, and what stands behind them. */
function verbNamed([word, ...rest]: readonly string[], mounts: readonly Mount[]): Named | null {
  const found = mounts.find(({ name }) => word !== undefined && name.split(' ').at(-1) === word)
  if (found === undefined) return null
  const { makeOnly, below } = found
  return verbNamed(rest, below) ?? (makeOnly === null ? null : { makeOnly, rest })
}

function base({ version, width }: Printer): Argv {
  return yargs()
    .scriptName('trustctl')
    .usage(USAGE)
    .epilogue(EPILOGUE)
    .locale('en')
    .updateStrings(HEADINGS)
    .parserConfiguration(PARSING)
    .strict()
    .help('help', 'show this help')
    .alias('help', 'h')
    .version('version', 'show the version', version)
    .wrap(width)
    .exitProcess(false)
    .fail(false)
}

/** Nothing is guessed: no numbers, no `--no-x`, no `a.b`, and a repeated option takes one value at a time. */
const PARSING = {
  'greedy-arrays': false,
  'boolean-negation': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
  'dot-notation': false,
  'camel-case-expansion': false,
} as const

const HEADINGS = {
  'Commands:': 'Verbs',
  'Positionals:': 'Arguments',
  'Options:': 'Options',
  'Not enough arguments following: %s': 'no value follows: --%s',
  'Did you mean %s?': 'unknown verb; did you mean `%s`?',
}

const USAGE = [
  'trustctl VERB [options]',
  'Shows, checks and sets what pip-trust does: it stands between `pip` and the index, and lets through only what the policy trusts.',
].join('\n\n')

const EPILOGUE = [
  'Exit codes',
  ...Object.entries(EXIT_MEANINGS).map(([code, meaning]) => `  ${code.padStart(2)}  ${meaning}`),
  '',
  'Environment',
  '  PIP_TRUST_HOME    one folder for policy, keys, store, cache and sockets',
  '  PIP_TRUST_REPORT  where a guarded pip writes its report (JSON): a file, or a folder for one a run',
  '  NO_COLOR          no colour',
  '',
  'Each verb has its own manual: trustctl VERB --help',
].join('\n')

/**
 * yargs loses a lone `-`, and what stands behind `--` where a verb takes several operands; and a file that is not judged
 * must not look judged. So operands are spelled as paths before it sees them.
 */
function operandsByPath(args: readonly string[]): readonly string[] {
  const end = args.includes('--') ? args.indexOf('--') : args.length
  const behind = args.slice(end + 1).map((arg) => (arg.startsWith('-') ? `./${arg}` : arg))
  return [...args.slice(0, end).map((arg) => (arg === '-' ? STANDARD_INPUT : arg)), ...behind]
}

/** What the parser throws is about the command line; errors that have a code of their own come from elsewhere. */
function usageError(error: unknown, args: readonly string[]): unknown {
  if (!(error instanceof Error) || 'code' in error) return error
  const message = error.message.charAt(0).toLowerCase() + error.message.slice(1)
  return new CliError('usage', {
    message,
    hint: `${['trustctl', ...wordsOf(args, VERBS)].join(' ')} --help`,
    cause: error,
  })
}

/** The words of a command line that lead to a verb, as far as they are known. */
function wordsOf(args: readonly string[], mounts: readonly Mount[]): readonly string[] {
  const [word, ...rest] = args.filter((arg) => !arg.startsWith('-'))
  const found = mounts.find(({ name }) => word !== undefined && name.split(' ').at(-1) === word)
  return found === undefined || word === undefined ? [] : [word, ...wordsOf(rest, found.below)]
}
