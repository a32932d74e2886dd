import { outcomeOf, type ChangedArtifact } from '../../edit/index.ts'
import { safeText, timeText } from '../../verdict/index.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printRefused } from '../policy/edit-result.ts'
import { judgeText } from '../policy/judge-text.ts'
import { currentPolicy, policyNamed } from '../policy/policy-subject.ts'
import { parseDays } from '../policy/replay-recorded.ts'
import { reviewJson, reviewLines } from '../policy/review-lines.ts'
import { againstOption } from '../policy/shared-options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** Changed files that are told one by one. */
const MAX_SHOWN = 200

/** `trustctl policy try` */
export const policyTry: Verb<{ json: boolean; file: string; against: string }> = {
  manual: {
    synopsis: 'FILE|preset:NAME [--against DAYS] [--json]',
    description: [
      'Tries a policy on what was recorded, and installs nothing: decides again about every file that pip asked for in the last days, with the facts of that time, under your policy and under FILE, and tells what would be decided otherwise: in which projects, by which rule. Also says what tightens and what loosens.',
    ],
    json: [
      '{ policy: { name, version, digest }, before, loosens,',
      '  changes: [{ direction: "tightens" | "loosens" | "may-loosen" | "neutral", where, what }],',
      '  replay: { days, decisions, unknown, newlyBlocks, newlyAllows, newlyWarns, noLongerWarns, more,',
      '    changed: [{ project, version, what, context, before: { decision, code, rule, at }, after, times, lastAt, ref }] } }',
    ],
    exitCodes: [0, 1, 2],
    examples: [
      {
        command: 'trustctl policy try draft.yaml --against 30d',
        does: 'what would this have done in the last month?',
      },
      { command: 'trustctl policy try preset:strict', does: 'could we live with strict?' },
    ],
    files: [
      { path: '~/.local/state/pip-trust/store.sqlite', what: 'where decisions and their facts are kept' },
    ],
    seeAlso: ['trustctl policy edit', 'trustctl policy diff', 'trustctl why'],
  },
  options: (parser) =>
    againstOption(withJson(parser)).positional('file', {
      type: 'string',
      demandOption: true,
      describe: 'a policy file, a kept version, draft, or preset:NAME',
    }),
  run: async ({ json, file, against }, cli) => {
    const days = parseDays(against)
    const { text, label } = await policyNamed(cli, file)
    const judged = await judgeText(cli, text, await currentPolicy(cli), { days, trial: label })
    if (!judged.ok) return printRefused(cli, json, { problems: judged.problems, text })
    const { review } = judged
    printResult(cli, json, {
      json: reviewJson(review),
      text: () => [
        ...reviewLines(review, cli),
        ...(review.recorded.ok ? fileLines(review.recorded.replay.changed) : []),
      ],
    })
    return EXIT.ok
  },
}

function fileLines(changed: readonly ChangedArtifact[]): readonly string[] {
  const shown = changed.slice(0, MAX_SHOWN)
  const left = changed.length - shown.length
  return [
    ...(shown.length === 0 ? [] : ['']),
    ...shown.map(fileLine),
    ...(left === 0 ? [] : [`and ${left} more; all of them with --json`]),
  ]
}

const MARKS = { newlyBlocks: '-', newlyAllows: '+', newlyWarns: '!', noLongerWarns: ' ' } as const

function fileLine(artifact: ChangedArtifact): string {
  const { what, context, before, after, times, lastAt, ref } = artifact
  const often = times === 1 ? '' : `, ${times} times`
  return `${MARKS[outcomeOf(artifact)]} ${safeText(what)}  ${before.decision} (${safeText(before.rule)}) → ${after.decision} (${safeText(after.rule)})  ${context}${often}, ${timeText(lastAt)}, ${ref}`
}
