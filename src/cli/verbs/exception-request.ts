import { parseTarget } from '../../exceptions/index.ts'
import { DEFAULT_EXCEPTION_DAYS, WAIVABLE, type Evaluation, type Waivable } from '../../policy/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { withDaemon } from '../daemon.ts'
import {
  approvedJson,
  approvedLines,
  approveRequest,
  draftRequest,
  hopelessLines,
  keepRequest,
  neededReason,
  requestLines,
  withOwner,
  withReason,
  withTerm,
  type Wish,
} from '../exceptions/index.ts'
import { EXIT, exitCodeOf, worstOf, type ExitCode } from '../exit-code.ts'
import { many, withJson } from '../options.ts'
import { exitCodeOfAnswer } from '../policy/force.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

interface Options {
  json: boolean
  target: string
  reason: string | undefined
  owner: string | undefined
  for: string | undefined
  waive: readonly string[] | undefined
  approve: boolean
}

/** `trustctl exception request` */
export const exceptionRequest: Verb<Options> = {
  manual: {
    synopsis: 'TARGET --reason TEXT [--owner WHO] [--for 30d] [--waive CHECK]... [--approve] [--json]',
    description: [
      'Asks for an exception for files that were refused or warned of: those of TARGET, which is a release (flask==3.1.2), a project, or the reference that a refusal prints (TC2103-7f3a). The exception is bound to the digests of these very files.',
      'What must be waived is found out by deciding again with the facts that were recorded, and is kept to the least that helps. Integrity, the floor of the policy, private names and files that can’t be identified are never waived: then this says so, and what helps instead.',
      'Nothing changes until somebody approves the request: trustctl exception approve. Those who approve their own say --approve.',
    ],
    json: [
      '{ request: { id, about, project, version, files: [{ filename, sha256, ref }], waive, owner, reason, days, … } | null,',
      '  decision, enough, beyond: [{ decision, code, rule, reasons }], approved: { entry, policy, daemon } | null }',
    ],
    exitCodes: [0, 1, 2, 3, 10, 20, 21, 25],
    examples: [
      {
        command: 'trustctl exception request flask==3.1.2 --reason "source reviewed in ACME-991"',
        does: 'ask for the files of a release',
      },
      {
        command: 'trustctl exception request TC2103-7f3a --reason "reviewed" --for 2w --approve',
        does: 'approve your own, for two weeks',
      },
    ],
    files: [{ path: '~/.local/state/pip-trust/exceptions', what: 'requests that wait; 0600' }],
    seeAlso: ['trustctl exception approve', 'trustctl exception list', 'trustctl why'],
  },
  options: (parser) =>
    withTerm(
      withOwner(withReason(withJson(parser), 'why these files may be used all the same')),
      `how long: days or weeks, at most limits.exceptionMaxDays of the policy (${DEFAULT_EXCEPTION_DAYS}); 30d, if nothing is said`,
    )
      .positional('target', {
        type: 'string',
        demandOption: true,
        describe: 'a release, a project, or a reference',
      })
      .option('waive', {
        type: 'string',
        array: true,
        requiresArg: true,
        describe: `what is waived: ${WAIVABLE.join(', ')}; the least that helps, if nothing is said`,
        coerce: many('waive'),
      })
      .option('approve', {
        type: 'boolean',
        default: false,
        defaultDescription: 'no',
        describe: 'approve it at once',
      }),
  run: async (args, cli) => {
    const wish = await wishOf(args, cli)
    return withDaemon(cli, async (daemon): Promise<ExitCode> => {
      const drafted = await draftRequest(cli, daemon, wish)
      if (drafted.kind === 'no-exception-helps') return printHopeless(cli, args.json, drafted.beyond)
      const request = await keepRequest(cli, daemon, drafted.request)
      const approved = args.approve ? await approveRequest(cli, daemon, request) : null
      const { decision, enough, beyond } = drafted
      printResult(cli, args.json, {
        json: {
          request,
          decision,
          enough,
          beyond: beyond.map(outcomeJson),
          approved: approvedJson(approved),
        },
        text: () => [
          ...requestLines(request, drafted, cli),
          ...(approved === null
            ? [`nothing changes until somebody approves it: trustctl exception approve ${request.id}`]
            : approvedLines(approved, cli)),
        ],
      })
      return approved === null ? EXIT.ok : exitCodeOfAnswer(approved.daemon)
    })
  },
}

async function wishOf({ target: named, reason, owner, for: term, waive }: Options, cli: Cli): Promise<Wish> {
  const target = parseTarget(named)
  if (target === null) {
    throw new CliError('usage', {
      message: `\`${named}\` is no release, project or reference: expected something like \`flask==3.1.2\`, \`flask\` or \`TC2103-7f3a\``,
      hint: 'trustctl why',
    })
  }
  return {
    target,
    reason: await neededReason(cli, reason, `trustctl exception request ${named}`),
    owner: owner ?? cli.actor,
    term,
    waive: waive === undefined || waive.length === 0 ? null : [...new Set(waive.map(waivable))],
  }
}

function waivable(named: string): Waivable {
  const found = WAIVABLE.find((check) => check === named)
  if (found !== undefined) return found
  throw new CliError('usage', {
    message: `\`${named}\` can't be waived: what can be is ${WAIVABLE.join(', ')}`,
    hint: 'leave --waive out: the least that helps is found out',
  })
}

function printHopeless(cli: Cli, json: boolean, beyond: readonly Evaluation[]): ExitCode {
  printResult(cli, json, {
    json: { request: null, decision: 'block', enough: [], beyond: beyond.map(outcomeJson), approved: null },
    text: () => hopelessLines(beyond, cli),
  })
  return worstOf(beyond.map((evaluation) => exitCodeOf(evaluation, true)))
}

function outcomeJson({ decision, code, rule, reasons }: Evaluation): object {
  return { decision, code, rule, reasons }
}
