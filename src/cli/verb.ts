import type { Argv, ArgumentsCamelCase } from 'yargs'
import type { Cli } from './cli.ts'
import type { ExitCode } from './exit-code.ts'
import { withManual, type Manual } from './manual.ts'

/** One verb: its manual, its options, and what it does with them. */
export interface Verb<Options> {
  readonly manual: Manual
  readonly options: (parser: Argv) => Argv<Options>
  readonly run: (args: ArgumentsCamelCase<Options>, cli: Cli) => Promise<ExitCode>
}

/** A verb with its arguments, ready to run. */
export type Call = (cli: Cli) => Promise<ExitCode>

/** A verb, or a group of verbs, that can be added to a parser. */
export interface Mount {
  /** The words that lead here: `keys import`. */
  readonly name: string
  readonly below: readonly Mount[]
  /**
   * Adds it, and tells `choose` when the command line is this verb's. The verb isn't run before the parser has ended, so
   * that whatever the parser throws is about the command line.
   */
  readonly addTo: (parser: Argv, choose: Choose) => Argv
  /** Makes a verb the parser's only one, whose command line lacks the words that lead here; null for a group. */
  readonly makeOnly: ((parser: Argv, choose: Choose) => Argv) | null
}

type Choose = (call: Call) => void

interface Entry<Options> {
  /** As yargs wants it: `verify <file..>`. */
  readonly command: string
  /** The words that lead here, where the verb is below another one: `keys import`. */
  readonly name?: string
  readonly summary: string
  /** Its module is loaded only when the verb is used. */
  readonly load: () => Promise<Verb<Options>>
  /** Verbs behind it: `build lock`. An operand of the same name is spelled as a path. */
  readonly below?: readonly Mount[]
}

/** A verb whose module is loaded when it is used: starting time is spent on what is asked for alone. */
export function lazily<Options>(entry: Entry<Options>): Mount {
  const name = entry.name ?? firstWord(entry.command)
  const { below = [] } = entry
  const builder =
    (choose: Choose) =>
    async (own: Argv, isHelpAsked = false) => {
      const verb = await entry.load()
      const asked = verb.options(below.reduce((added, mount) => mount.addTo(added, choose), own))
      return isHelpAsked ? withManual(asked, name, verb.manual) : asked
    }
  const handler = (choose: Choose) => async (args: ArgumentsCamelCase<Options>) => {
    const verb = await entry.load()
    choose((cli) => verb.run(args, cli))
  }
  const operands = entry.command.slice(firstWord(entry.command).length)
  return {
    name,
    below,
    addTo: (parser, choose) => parser.command(entry.command, entry.summary, builder(choose), handler(choose)),
    makeOnly: (parser, choose) =>
      parser.command(`$0${operands}`, entry.summary, builder(choose), handler(choose)),
  }
}

/** A verb that only has verbs below it. */
export function group(name: string, summary: string, below: readonly Mount[]): Mount {
  const usage = `trustctl ${name} VERB\n\n${sentence(summary)} Each verb has its own manual: trustctl ${name} VERB --help`
  const least = `\`trustctl ${name}\` needs one of its verbs`
  return {
    name,
    below,
    makeOnly: null,
    addTo: (parser, choose) =>
      parser.command(name, summary, (own: Argv) =>
        below.reduce((added, mount) => mount.addTo(added, choose), own.usage(usage).demandCommand(1, least)),
      ),
  }
}

function firstWord(command: string): string {
  return command.split(' ')[0] ?? command
}

function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`
}
