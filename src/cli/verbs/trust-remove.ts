import { safeText } from '../../verdict/index.ts'
import { CliError } from '../cli-error.ts'
import { sourcesOf } from '../configured.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** `trustctl trust remove` */
export const trustRemove: Verb<{ json: boolean; name: string }> = {
  manual: {
    synopsis: 'NAME [--json]',
    description: [
      'Trusts a Sigstore instance no longer, and forgets its roots and pin. What it attested is then refused or warned of as the policy says. The public-good instance can’t be removed.',
    ],
    json: ['{ removed: NAME }'],
    exitCodes: [0, 1, 2, 3],
    examples: [{ command: 'trustctl trust remove staging', does: 'no longer trust the staging instance' }],
    files: [{ path: '~/.config/pip-trust/trust-roots/NAME/', what: 'what is removed' }],
    seeAlso: ['trustctl trust roots', 'trustctl trust add'],
  },
  options: (parser) =>
    withJson(parser).positional('name', { type: 'string', demandOption: true, describe: 'the trust root' }),
  run: async ({ json, name }, cli) => {
    if (!(await sourcesOf(cli).removeRoot(name))) {
      throw new CliError('nothing', {
        message: `there is no trust root \`${name}\``,
        hint: 'trustctl trust roots',
      })
    }
    printResult(cli, json, { json: { removed: name }, text: () => [`no longer trusted: ${safeText(name)}`] })
    return EXIT.ok
  },
}
