import { ClientError } from '../../client/index.ts'
import type { Bypass } from '../../protocol/index.ts'
import { safeText, timeText } from '../../verdict/index.ts'
import { bypassLine } from '../bypass-text.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { withDaemon } from '../daemon.ts'
import { neededReason, withReason, withTerm } from '../exceptions/index.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { failureJson, failureLines } from '../failure.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

const MAX_HOURS = 24
const DEFAULT_SECONDS = 3600
const SECONDS: Readonly<Record<string, number>> = { m: 60, h: 3600 }

interface Options {
  json: boolean
  reason: string | undefined
  for: string | undefined
  end: boolean
}

/** `trustctl bypass` */
export const bypass: Verb<Options> = {
  manual: {
    synopsis: '[--reason TEXT [--for 1h] | --end] [--json]',
    description: [
      'Breaks the glass: until it ends, what the policy refuses is only warned of. Bytes and evidence that are not what they should be are refused all the same, and so is what can’t be identified. Without options: whether one is in force.',
      'There is none in CI runs, nor where a policy extends strict or ci. It is recorded with its reason, is shown by `trustctl status`, and every later report shows it with all that passed by it.',
    ],
    json: ['{ bypass: { reason, by, from, until } | null }'],
    exitCodes: [0, 1, 2, 20],
    examples: [
      {
        command: 'trustctl bypass --reason "index migration, incident 77" --for 1h',
        does: 'for an hour',
      },
      { command: 'trustctl bypass --end', does: 'end it now' },
    ],
    files: [{ path: '~/.local/state/pip-trust/store.sqlite', what: 'where it is recorded' }],
    seeAlso: ['trustctl exception request', 'trustctl report', 'trustctl status'],
  },
  options: (parser) =>
    withTerm(
      withReason(withJson(parser), 'why'),
      `how long: minutes or hours, at most ${MAX_HOURS}h; 1h, if nothing is said`,
    ).option('end', {
      type: 'boolean',
      default: false,
      defaultDescription: 'no',
      describe: 'end the one in force',
    }),
  run: async (options, cli) => {
    const wanted = await wantedBy(options, cli)
    if (wanted === 'show') {
      const { bypass: inForce } = await withDaemon(cli, (daemon) => daemon.status())
      print(cli, options.json, inForce, ['no bypass is in force'])
      return EXIT.ok
    }
    try {
      const inForce = await withDaemon(cli, (daemon) => daemon.bypass(cli.actor, wanted))
      print(cli, options.json, inForce, ['the bypass has ended: the policy is enforced again'])
      return EXIT.ok
    } catch (error) {
      return refusedOr(error, cli, options.json)
    }
  },
}

/** The bypass to begin; null to end the one in force. Throws `CliError` `usage`. */
async function wantedBy({ reason, for: term, end }: Options, cli: Cli): Promise<Bypass | null | 'show'> {
  if (end && (reason !== undefined || term !== undefined)) {
    throw new CliError('usage', {
      message: '`--end` goes with no other option: a bypass is begun or ended',
      hint: 'trustctl bypass --end',
    })
  }
  if (end) return null
  if (reason === undefined && term === undefined) return 'show'
  const command = `trustctl bypass --for ${term ?? '1h'}`
  const seconds = term === undefined ? DEFAULT_SECONDS : secondsOf(term)
  const words = await neededReason(cli, reason, command)
  const from = cli.now()
  return { reason: words, by: cli.actor, from, until: from + seconds }
}

function secondsOf(term: string): number {
  const [, count, unit = ''] = /^([1-9]\d{0,4})([mh])$/.exec(term) ?? []
  const seconds = Number(count) * (SECONDS[unit] ?? 0)
  if (count !== undefined && seconds <= MAX_HOURS * 3600) return seconds
  throw new CliError('usage', {
    message: `\`${term}\` can't be: expected minutes or hours, like \`30m\` or \`1h\`, at most \`${MAX_HOURS}h\``,
    hint: 'what is needed for longer is an exception: trustctl exception request',
  })
}

function print(cli: Cli, json: boolean, inForce: Bypass | null, otherwise: readonly string[]): void {
  printResult(cli, json, {
    json: { bypass: inForce },
    text: () =>
      inForce === null
        ? otherwise
        : [bypassLine(inForce, cli), `begun ${timeText(inForce.from)} by ${safeText(inForce.by)}`],
  })
}

/** The policy in force allows none: the daemon's words, and the code of a refusal. */
function refusedOr(error: unknown, cli: Cli, json: boolean): ExitCode {
  if (!(error instanceof ClientError) || error.code !== 'refused') throw error
  if (json) cli.print(JSON.stringify(failureJson(error), null, 2))
  for (const line of failureLines(error, cli.colourOfErrors)) cli.complain(line)
  return EXIT.refused
}
