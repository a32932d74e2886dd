import { CliError } from '../cli-error.ts'
import { sourcesOf } from '../configured.ts'
import { placeOf } from '../evidence-place.ts'
import { once, withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import { exitCodeOfRefresh, refreshLines, refreshRoots } from '../trust/index.ts'
import type { Verb } from '../verb.ts'

interface Options {
  json: boolean
  name: string[] | undefined
  from: string | undefined
}

/** `trustctl trust refresh` */
export const trustRefresh: Verb<Options> = {
  manual: {
    synopsis: '[NAME...] [--from PLACE] [--json]',
    description: [
      'Asks the TUF repositories of the named trust roots, or of all that have one, for what is new. The daemon does the same by itself once a day; installations never wait for it.',
      'Nothing is put in force before all of it is verified and the trusted root is read by the strict parser. What is older than what is known, expired, unsigned, changed or not the pinned one is refused, and what was in force stays: 24 for what is old, held back or not pinned, 21 for what its keys do not vouch for, 22 where the repository could not be asked.',
      'Without a network: copy the repository’s files (its `*.json` and `targets/`) and say --from FOLDER. A copy is held to the same rules as the network.',
    ],
    json: [
      '{ refreshed: [{ name, where, outcome: "updated" | "unchanged", digest, versions, expiresAt }',
      '  | { name, where, outcome: "refused", code, reason, words, hint }] }',
    ],
    exitCodes: [0, 1, 2, 3, 21, 22, 24],
    examples: [
      { command: 'trustctl trust refresh', does: 'all of them' },
      {
        command: 'trustctl trust refresh sigstore-public --from /media/usb/tuf',
        does: 'from a copy, on a machine without a network',
      },
    ],
    files: [
      { path: '~/.local/state/pip-trust/trust-roots/NAME.json', what: 'what the last refresh brought' },
    ],
    seeAlso: ['trustctl trust roots', 'trustctl trust add'],
  },
  options: (parser) =>
    withJson(parser)
      .positional('name', { type: 'string', array: true, describe: 'roots; all, if none is named' })
      .option('from', {
        type: 'string',
        requiresArg: true,
        coerce: once('from'),
        describe: 'a mirror’s URL or a folder, this once; names one root',
      }),
  run: async ({ json, name = [], from }, cli) => {
    if (from !== undefined && name.length !== 1) {
      throw new CliError('usage', {
        message: '`--from` is for one root: expected its name',
        hint: 'trustctl trust refresh sigstore-public --from PLACE',
      })
    }
    const names = name.length > 0 ? name : await refreshable(cli)
    const outcomes = await refreshRoots(cli, names, from === undefined ? null : placeOf(from, cli))
    printResult(cli, json, {
      json: { refreshed: outcomes },
      text: () => outcomes.flatMap((outcome) => refreshLines(outcome, cli)),
    })
    return exitCodeOfRefresh(outcomes)
  },
}

async function refreshable(cli: Parameters<typeof sourcesOf>[0]): Promise<readonly string[]> {
  const { roots } = await sourcesOf(cli).loadTrust()
  return roots.flatMap(({ name, repository }) => (repository === null ? [] : [name]))
}
