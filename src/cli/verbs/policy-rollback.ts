import {
  editPlaces,
  findVersion,
  keptVersions,
  NEW_POLICY,
  readInstalled,
  versionIn,
  withVersion,
} from '../../edit/index.ts'
import { withJson } from '../options.ts'
import { changeAtOnce, printAtOnce } from '../policy/edit-at-once.ts'
import { printOutcome } from '../policy/edit-result.ts'
import { parseDays } from '../policy/replay-recorded.ts'
import { againstOption, reasonOption } from '../policy/shared-options.ts'
import type { Verb } from '../verb.ts'

interface Options {
  json: boolean
  to: string | undefined
  reason: string | undefined
  against: string
}

/** `trustctl policy rollback` */
export const policyRollback: Verb<Options> = {
  manual: {
    synopsis: '[VERSION|DIGEST] [--reason TEXT] [--against DAYS] [--json]',
    description: [
      'Installs the content of a kept version again, under the next version number: a lower number than the one in force is refused, so that nobody can bring back an old policy unseen. Without an argument: the version before the one that is installed. It passes the same checks as an edit, and needs a reason where it may loosen.',
    ],
    json: ['what `trustctl policy edit` prints'],
    exitCodes: [0, 1, 2, 25],
    examples: [
      { command: 'trustctl policy rollback', does: 'take the last change back' },
      {
        command: 'trustctl policy rollback 41 --reason "v42 blocked the build"',
        does: 'go back to a version',
      },
    ],
    files: [{ path: '~/.local/state/pip-trust/policy-versions', what: 'the last 20 texts' }],
    seeAlso: ['trustctl policy history', 'trustctl policy diff'],
  },
  options: (parser) =>
    againstOption(reasonOption(withJson(parser))).positional('to', {
      type: 'string',
      describe: 'a version’s number, or the start of its digest',
    }),
  run: async ({ json, to, reason, against }, cli) => {
    const days = parseDays(against)
    const { versions, file } = editPlaces(cli.paths)
    const installed = await readInstalled(file)
    const all = await keptVersions(versions)
    const kept = findVersion(all, to, installed?.digest ?? null)
    if (kept.digest === installed?.digest) return printOutcome(cli, json, { kind: 'unchanged' })
    const known = [versionIn(installed?.text ?? ''), ...all.map(({ version }) => version)]
    const next = Math.max(...known.map((version) => version ?? 0)) + 1
    const text = withVersion(kept.text, next)
    const wanted = {
      how: 'rollback',
      change: () => text,
      blank: NEW_POLICY,
      reason: reason ?? null,
      days,
    } as const
    return printAtOnce(cli, json, await changeAtOnce(cli, wanted))
  },
}
