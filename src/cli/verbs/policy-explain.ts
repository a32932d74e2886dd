import type { DaemonConnection } from '../../client/index.ts'
import { explain, questionOf, renderExplanation, type Explanation, type Layers } from '../../policy/index.ts'
import type { DecisionRecord } from '../../protocol/index.ts'
import { isReasonCode, safeText, timeText } from '../../verdict/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { withDaemon } from '../daemon.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { layersInForce } from '../policy/layers-in-force.ts'
import { pages } from '../policy/replay-recorded.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** Decisions that one call explains. */
const MAX_EXPLAINED = 5
const MAX_PAGES = 100
const SECONDS_A_DAY = 86_400
/** How far back an artifact is looked for. */
const DAYS = 365

/** `trustctl policy explain` */
export const policyExplain: Verb<{ json: boolean; what: string }> = {
  manual: {
    synopsis: 'ARTIFACT|REF|CODE [--json]',
    description: [
      'Shows a decision as a tree, as your policy of today makes it from the facts that were recorded: each layer, the floor, every rule that was skipped and why, the one that decided with each of its requirements, exceptions, rollout and mode. REF as a refusal prints it (`TC2103-7f3a`); CODE (`TC2103`): the last decisions that had it; ARTIFACT: a project, PROJECT==VERSION or a file’s name.',
    ],
    json: ['[{ recorded: { at, ref, decision, code, rule, policy }, explanation | null }]'],
    exitCodes: [0, 1, 2, 3],
    examples: [
      { command: 'trustctl policy explain TC2103-7f3a', does: 'why was this refused?' },
      { command: 'trustctl policy explain flask==3.1.2', does: 'what decides about this release?' },
    ],
    files: [
      { path: '~/.local/state/pip-trust/store.sqlite', what: 'where decisions and their facts are kept' },
    ],
    seeAlso: ['trustctl why', 'trustctl policy try'],
  },
  options: (parser) =>
    withJson(parser).positional('what', {
      type: 'string',
      demandOption: true,
      describe: 'a project, PROJECT==VERSION, a file name, a reference or a reason code',
    }),
  run: async ({ json, what }, cli) => {
    const layers = await layersInForce(cli)
    const records = await withDaemon(cli, (daemon) => find(daemon, what, cli))
    if (records.length === 0) throw unknown(what)
    const explained = records.map((record) => explainRecord(record, layers))
    printResult(cli, json, {
      json: explained.map(({ recorded, explanation }) => ({ recorded, explanation })),
      text: () => explained.flatMap((each, nth) => [...(nth === 0 ? [] : ['']), ...linesOf(each, cli)]),
    })
    return EXIT.ok
  },
}

const REF = /^(TC\d{4})(?:-[0-9a-f]{4,64})?$/

async function find(daemon: DaemonConnection, what: string, cli: Cli): Promise<readonly DecisionRecord[]> {
  const [, code = ''] = REF.exec(what) ?? []
  if (isReasonCode(code)) return daemon.why({ ref: what, limit: MAX_EXPLAINED })
  const since = cli.now() - DAYS * SECONDS_A_DAY
  let read = 0
  for await (const records of pages(daemon, since)) {
    const found = records.find((record) => isAbout(record, what.toLowerCase()))
    if (found !== undefined) return [found]
    read += 1
    if (read >= MAX_PAGES) break
  }
  return []
}

function isAbout({ artifact }: DecisionRecord, what: string): boolean {
  const names = [
    artifact.project,
    'version' in artifact ? `${artifact.project}==${artifact.version}` : null,
    'filename' in artifact ? artifact.filename : artifact.location,
  ]
  return names.some((name) => name?.toLowerCase() === what)
}

interface Explained {
  readonly recorded: object
  /** Null where not everything that the decision rests on was kept. */
  readonly explanation: Explanation | null
  readonly record: DecisionRecord
}

function explainRecord(record: DecisionRecord, layers: Layers): Explained {
  const { at, verdict } = record
  const { ref, decision, code, rule, policy } = verdict
  const question = questionOf(record)
  return {
    record,
    recorded: { at, ref, decision, code, rule, policy },
    explanation: question === null ? null : explain(question, layers, at),
  }
}

function linesOf({ record, explanation }: Explained, { colour, width }: Cli): readonly string[] {
  const { at, verdict } = record
  const { decision, code, policy, ref } = verdict
  const then = `recorded ${timeText(at)} as ${decision} (${code}) by ${safeText(policy.name)} v${policy.version}, ${ref}`
  if (explanation === null) return [then, 'it can’t be decided again: not all of what it rests on was kept']
  const other =
    explanation.decision === decision ? [] : [`today’s policy decides otherwise: ${explanation.decision}`]
  return [then, ...other, ...renderExplanation(explanation, { colour, width })]
}

function unknown(what: string): CliError {
  return new CliError('nothing', {
    message: `no decision about \`${what}\` is recorded`,
    hint: 'trustctl why',
  })
}
