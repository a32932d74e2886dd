import { isDirectoryStale } from '../../sources/index.ts'
import { sourcesOf } from '../configured.ts'
import { directoryJson, directoryLines } from '../directory/index.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** `trustctl directory status` */
export const directoryStatus: Verb<{ json: boolean }> = {
  manual: {
    synopsis: '[--json]',
    description: [
      'Shows the key directories that this machine follows: where, by which root, when each was last heard and until when its word counts, and what came of the last try. None is followed: 3. One has expired: 24.',
    ],
    json: [
      '{ directories: [{ name, where, introduction, introducedBy, versions, heardAt, ageSeconds, expiresAt, countsUntil, stale,',
      '  people, keys, keyrings, trustRoots, policies, revocations, failed }] }',
    ],
    exitCodes: [0, 1, 2, 3, 24],
    examples: [{ command: 'trustctl directory status', does: 'how old is what is known of revoked keys?' }],
    files: [{ path: '~/.config/pip-trust/directories/', what: 'what is followed' }],
    seeAlso: ['trustctl directory follow', 'trustctl status'],
  },
  options: withJson,
  run: async ({ json }, cli) => {
    const { directories } = await sourcesOf(cli).loadTrust()
    const now = cli.now()
    printResult(cli, json, {
      json: { directories: directories.map((view) => directoryJson(view, now)) },
      text: () =>
        directories.length === 0
          ? ['no key directory is followed: trustctl directory join PLACE --introduction CODE']
          : directories.flatMap((view) => directoryLines(view, cli)),
    })
    if (directories.length === 0) return EXIT.nothingChecked
    return directories.some((view) => isDirectoryStale(view, now)) ? EXIT.stale : EXIT.ok
  },
}
