import { safeText } from '../../verdict/index.ts'
import { CliError } from '../cli-error.ts'
import { sourcesOf } from '../configured.ts'
import { withRunningDaemon } from '../daemon.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** `trustctl directory leave` */
export const directoryLeave: Verb<{ json: boolean; name: string }> = {
  manual: {
    synopsis: 'NAME [--json]',
    description: [
      'Follows a key directory no longer: its keyrings and trust roots are gone, so policies that name them refuse. Revocations that were heard of it stay for ever: a key that was stolen does not become good again.',
    ],
    json: ['{ left: NAME }'],
    exitCodes: [0, 1, 2],
    examples: [{ command: 'trustctl directory leave acme', does: 'no longer follow it' }],
    files: [
      { path: '~/.local/state/pip-trust/revocations.json', what: 'every revocation that was ever heard' },
    ],
    seeAlso: ['trustctl directory join', 'trustctl directory status'],
  },
  options: (parser) =>
    withJson(parser).positional('name', {
      type: 'string',
      demandOption: true,
      describe: 'what the directory is called here',
    }),
  run: async ({ json, name }, cli) => {
    const isLeft = await sourcesOf(cli).leaveDirectory(name)
    if (!isLeft)
      throw new CliError('input', {
        message: `no key directory \`${name}\` is followed`,
        hint: 'trustctl directory status',
      })
    await withRunningDaemon(cli, (daemon) => daemon.reload())
    printResult(cli, json, { json: { left: name }, text: () => [`left  ${safeText(name)}`] })
    return EXIT.ok
  },
}
