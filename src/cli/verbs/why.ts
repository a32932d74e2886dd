import { readRunRefusals, type RunRefusals } from '../../client/index.ts'
import type { DecisionRecord } from '../../protocol/index.ts'
import { parseProjectName, type ProjectName } from '../../python/index.ts'
import {
  isReasonCode,
  renderDecision,
  renderRefusal,
  verdictToJson,
  type ReasonCode,
  type UnjudgedRefusal,
} from '../../verdict/index.ts'
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
      '  publisher, fromCache }], refusals: [{ name, sha256, location, finding: { code, expected, found }, hint }],',
      '  reason: { code, slug, title, means, expected, causes, remedies } | null }',
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
    printFound(cli, await find(cli, wantedBy(what)), json)
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

/** What one call shows: decisions of the daemon, and what was refused before anybody could judge it. */
interface Found {
  readonly decisions: readonly DecisionRecord[]
  readonly refusals: readonly UnjudgedRefusal[]
}

async function find(cli: Cli, wanted: Wanted): Promise<Found> {
  const ref = wanted.kind === 'ref' ? wanted.ref : null
  const decisions = await withDaemon(cli, (daemon) => daemon.why({ ref, limit: MAX_DECISIONS }))
  if (wanted.kind === 'ref') {
    if (decisions.length === 0) throw unknownRef(wanted.ref, wanted.code)
    return { decisions, refusals: [] }
  }
  const last = lastRun(decisions, await readRunRefusals(cli.paths.refusalsFile))
  if (isEmpty(last)) throw noRun()
  if (wanted.kind === 'last') return last
  const about = {
    decisions: last.decisions.filter(({ artifact }) => artifact.project === wanted.project),
    refusals: last.refusals.filter(({ name }) => isNamedAfter(name, wanted.project)),
  }
  if (isEmpty(about)) throw notInRun(wanted.project)
  return about
}

/** The daemon knows no run in which nothing came as far as a question: such a run may be later than its last. */
function lastRun(decisions: readonly DecisionRecord[], kept: RunRefusals | null): Found {
  const newest = decisions[0]
  if (kept === null || (newest !== undefined && newest.run.id !== kept.run && newest.at > kept.at))
    return { decisions, refusals: [] }
  return { decisions: decisions.filter(({ run }) => run.id === kept.run), refusals: kept.refusals }
}

/** `foo-1.0.tar.gz` is named after foo; `foo-bar-1.0.tar.gz` is not (PEP 427, PEP 625). */
function isNamedAfter(filename: string, project: ProjectName): boolean {
  const name = filename.toLowerCase().replaceAll(/[-_.]+/g, '-')
  return name.startsWith(`${project}-`) && /^\d/.test(name.slice(project.length + 1))
}

const isEmpty = ({ decisions, refusals }: Found): boolean => decisions.length + refusals.length === 0

async function explainCode(cli: Cli, code: ReasonCode, json: boolean): Promise<0> {
  const [page, decisions, kept] = await Promise.all([
    loadReason(code),
    withRunningDaemon(cli, (daemon) => daemon.why({ ref: code, limit: MAX_DECISIONS })),
    readRunRefusals(cli.paths.refusalsFile),
  ])
  const refusals = kept?.refusals.filter(({ finding }) => finding.code === code) ?? []
  const found = { decisions: decisions ?? [], refusals }
  printResult(cli, json, {
    json: { reason: reasonJson(code, page), ...foundJson(found) },
    text: () => [
      ...reasonLines(code, page, cli),
      ...foundBlocks(found, cli).flatMap((block) => ['', ...block]),
    ],
  })
  return EXIT.ok
}

function printFound(cli: Cli, found: Found, json: boolean): void {
  printResult(cli, json, {
    json: { reason: null, ...foundJson(found) },
    text: () => foundBlocks(found, cli).flatMap((block, nth) => [...(nth === 0 ? [] : ['']), ...block]),
  })
}

function foundJson({ decisions, refusals }: Found): object {
  return { decisions: decisions.map(recordJson), refusals }
}

function foundBlocks({ decisions, refusals }: Found, { colour, width }: Cli): readonly (readonly string[])[] {
  return [
    ...refusals.map((refusal) => renderRefusal(refusal, colour)),
    ...decisions.map((record) => renderDecision({ ...record, colour, width })),
  ]
}

function recordJson({ at, run, artifact, verdict }: DecisionRecord): object {
  return { at, run, ...verdictToJson({ artifact, verdict }) }
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
