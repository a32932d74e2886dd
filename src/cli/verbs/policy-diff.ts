import {
  comparePolicies,
  editPlaces,
  findVersion,
  keptVersions,
  textDiff,
  type Change,
} from '../../edit/index.ts'
import type { Cli } from '../cli.ts'
import { parsePolicyText } from '../configured.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { diffLines } from '../policy/editing-desk.ts'
import { currentPolicy, policyNamed, type PolicySubject } from '../policy/policy-subject.ts'
import { changeLines } from '../policy/review-lines.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** `trustctl policy diff` */
export const policyDiff: Verb<{ json: boolean; from: string | undefined; to: string | undefined }> = {
  manual: {
    synopsis: '[A] [B] [--json]',
    description: [
      'Tells how B differs from A: rules, requirements, identities and exceptions that are new, gone or changed, and whether each change tightens or loosens, with what the presets bring merged in; then the texts, line by line. A and B are a kept version (its number, or the start of its digest), a file, `draft`, or preset:NAME. Without B: your policy. Without A: the version before it.',
    ],
    json: ['{ from, to, changes: [{ direction, where, what }] | null, text: [LINE] }'],
    exitCodes: [0, 1, 2, 3],
    examples: [
      { command: 'trustctl policy diff', does: 'what did the last change do?' },
      { command: 'trustctl policy diff 41 42', does: 'two versions' },
      {
        command: 'trustctl policy diff preset:balanced preset:strict',
        does: 'what is stricter about strict?',
      },
    ],
    files: [{ path: '~/.local/state/pip-trust/policy-versions', what: 'the last 20 texts' }],
    seeAlso: ['trustctl policy history', 'trustctl policy try'],
  },
  options: (parser) =>
    withJson(parser)
      .positional('from', { type: 'string', describe: 'a version, a file, draft or preset:NAME' })
      .positional('to', { type: 'string', describe: 'the same' }),
  run: async ({ json, from, to }, cli) => {
    const [before, after] = await subjects(cli, from, to)
    const changes = await changesOf(cli, before, after)
    const text = textDiff(before.text, after.text, [before.label, after.label])
    printResult(cli, json, {
      json: { from: before.label, to: after.label, changes, text },
      text: () => [
        `from ${before.label} to ${after.label}`,
        ...(changes === null
          ? ['  one of them is not in order, so only the texts are compared']
          : changeLines(changes, cli)),
        ...(text.length === 0 ? ['', 'the texts are the same'] : ['', ...diffLines(text, cli.colour)]),
      ],
    })
    return EXIT.ok
  },
}

async function subjects(
  cli: Cli,
  from: string | undefined,
  to: string | undefined,
): Promise<readonly [PolicySubject, PolicySubject]> {
  if (from !== undefined) {
    return [
      await policyNamed(cli, from),
      to === undefined ? await currentPolicy(cli) : await policyNamed(cli, to),
    ]
  }
  const current = await currentPolicy(cli)
  const kept = findVersion(await keptVersions(editPlaces(cli.paths).versions), undefined, current.digest)
  return [{ label: `v${kept.version ?? '?'} (${kept.digest.slice(0, 12)})`, text: kept.text }, current]
}

/** Null where one of the two can't be read as a policy. */
async function changesOf(
  cli: Cli,
  before: PolicySubject,
  after: PolicySubject,
): Promise<readonly Change[] | null> {
  const [old, now] = await Promise.all(
    [before, after].map(({ text, label }) => parsePolicyText(cli, text, label)),
  )
  return old?.ok === true && now?.ok === true
    ? comparePolicies(old.policy.effective, now.policy.effective)
    : null
}
