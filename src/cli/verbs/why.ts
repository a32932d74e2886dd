import type { DecisionRecord } from '../../protocol/index.ts'
import { parseProjectName, type ProjectName } from '../../python/index.ts'
import { isReasonCode, renderDecision, verdictToJson, type ReasonCode } from '../../verdict/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { withDaemon, withRunningDaemon } from '../daemon.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import { loadReason, reasonJson, reasonLines } from '../reason-text.ts'
import type { Verb } from '../verb.ts'

/** Decisions that one call shows. */
const MAX_DECISIONS = 100
/** `TC2103-7f3a`: a code and the start of a decision's id. */
const REF = /^(TC\d{4})-[0-9a-f]{4,64}$/

/** `trustctl why` */
export const why: Verb<{ json: boolean; what: string | undefined }> = {
  manual: {
    synopsis: '[REF|CODE|PROJECT] [--json]',
    description: [
      'Explains what was decided. Without an argument: every decision of the last run of pip. REF, as a refusal prints it (`TC2103-7f3a`): that decision. PROJECT: the decisions about it in the last run. CODE (`TC2103`): what the code means, what usually causes it and what to do, and the decisions that had it.',
      'A decision is shown with every fact that it rests on: who published the file, by which workflow, from which ref, in which log, and when.',
    ],
    json: [
      '{ decisions: [{ at, run, artifact, decision, code, slug, ref, policy, rule, exception, reasons, facts,',
      '  publisher, fromCache }], reason: { code, slug, title, means, expected, causes, remedies } | null }',
    ],
    exitCodes: [0, 1, 2, 3],
    examples: [
      { command: 'trustctl why', does: 'everything about the last run' },
      { command: 'trustctl why TC2103-7f3a', does: 'one refusal' },
      { command: 'trustctl why sampleproject --json', does: 'one project, for a program' },
    ],
    files: [{ path: '~/.local/state/pip-trust/store.sqlite', what: 'where decisions are kept' }],
    seeAlso: ['trustctl verify', 'trustctl policy show'],
  },
  options: (parser) =>
    withJson(parser).positional('what', {
      type: 'string',
      describe: 'a reference, a reason code or a project',
    }),
  run: async ({ json, what }, cli) => {
    if (what !== undefined && isReasonCode(what)) return explainCode(cli, what, json)
    printDecisions(cli, await find(cli, wantedBy(what)), json)
    return EXIT.ok
  },
}

type Wanted =
  | { readonly kind: 'last' }
  | { readonly kind: 'project'; readonly project: ProjectName }
  | { readonly kind: 'ref'; readonly ref: string; readonly code: ReasonCode }

function wantedBy(what: string | undefined): Wanted {
  if (what === undefined) return { kind: 'last' }
  const [, code = ''] = REF.exec(what) ?? []
  if (isReasonCode(code)) return { kind: 'ref', ref: what, code }
  const project = /^TC\d/.test(what) ? null : parseProjectName(what)
  if (project === null) throw notARef(what)
  return { kind: 'project', project }
}

async function find(cli: Cli, wanted: Wanted): Promise<readonly DecisionRecord[]> {
  const ref = wanted.kind === 'ref' ? wanted.ref : null
  const found = await withDaemon(cli, (daemon) => daemon.why({ ref, limit: MAX_DECISIONS }))
  if (wanted.kind === 'ref' && found.length === 0) throw unknownRef(wanted.ref, wanted.code)
  if (found.length === 0) throw noRun()
  if (wanted.kind !== 'project') return found
  const about = found.filter(({ artifact }) => artifact.project === wanted.project)
  if (about.length === 0) throw notInRun(wanted.project)
  return about
}

async function explainCode(cli: Cli, code: ReasonCode, json: boolean): Promise<0> {
  const [page, found] = await Promise.all([
    loadReason(code),
    withRunningDaemon(cli, (daemon) => daemon.why({ ref: code, limit: MAX_DECISIONS })),
  ])
  const decisions = found ?? []
  printResult(cli, json, {
    json: { reason: reasonJson(code, page), decisions: decisions.map(recordJson) },
    text: () => [
      ...reasonLines(code, page, cli),
      ...decisions.flatMap((record) => ['', ...recordLines(record, cli)]),
    ],
  })
  return EXIT.ok
}

function printDecisions(cli: Cli, decisions: readonly DecisionRecord[], json: boolean): void {
  printResult(cli, json, {
    json: { reason: null, decisions: decisions.map(recordJson) },
    text: () => decisions.flatMap((record, nth) => [...(nth === 0 ? [] : ['']), ...recordLines(record, cli)]),
  })
}

function recordJson({ at, run, artifact, verdict }: DecisionRecord): object {
  return { at, run, ...verdictToJson({ artifact, verdict }) }
}

function recordLines(record: DecisionRecord, { colour, width }: Cli): readonly string[] {
  return renderDecision({ ...record, colour, width })
}

function noRun(): CliError {
  return new CliError('nothing', {
    message: 'no run of pip is recorded yet',
    hint: 'pip install NAME, with the guard on: trustctl status',
  })
}

function notInRun(project: string): CliError {
  return new CliError('nothing', {
    message: `the last run had nothing of \`${project}\``,
    hint: 'trustctl why',
  })
}

function unknownRef(ref: string, code: ReasonCode): CliError {
  return new CliError('nothing', {
    message: `no decision \`${ref}\` is recorded`,
    hint: `trustctl why ${code}`,
  })
}

function notARef(what: string): CliError {
  return new CliError('usage', {
    message: `\`${what}\` is no reference, reason code or project: expected something like \`TC2103-7f3a\`, \`TC2103\` or \`flask\``,
    hint: 'trustctl why',
  })
}
