import { CliError } from '../cli-error.ts'
import { sourcesOf } from '../configured.ts'
import { EXIT } from '../exit-code.ts'
import { once, withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** `trustctl keys remove` */
export const keysRemove: Verb<{ json: boolean; fingerprint: string[]; keyring: string | undefined }> = {
  manual: {
    synopsis: '[--keyring NAME] [--json] FINGERPRINT...',
    description: [
      'Takes keys out of a keyring, or out of all of them. Keys are named by their full fingerprint, since shorter ids can be made to collide; CAs by the sha256 of their certificate. What was signed by them is no longer accepted from then on.',
    ],
    json: ['{ removed: [{ fingerprint, keyrings }] }'],
    exitCodes: [0, 1, 2],
    examples: [
      {
        command: 'trustctl keys remove --keyring acme-release FINGERPRINT',
        does: 'take a key out of one keyring',
      },
    ],
    files: [
      { path: '~/.config/pip-trust/keys/KEYRING/FINGERPRINT.asc', what: 'one OpenPGP key a file' },
      { path: '~/.config/pip-trust/keys/KEYRING/FINGERPRINT.json', what: 'one plain key a file' },
    ],
    seeAlso: ['trustctl keys list', 'trustctl keys import'],
  },
  options: (parser) =>
    withJson(parser)
      .positional('fingerprint', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'a full fingerprint',
      })
      .option('keyring', {
        type: 'string',
        requiresArg: true,
        describe: 'take it out of this keyring only',
        coerce: once('keyring'),
      }),
  run: async ({ json, fingerprint: named, keyring }, cli) => {
    const removed: { readonly fingerprint: string; readonly keyrings: readonly string[] }[] = []
    for (const fingerprint of named) {
      const keyrings = await sourcesOf(cli).removeKey(fingerprint, keyring ?? null)
      if (keyrings.length === 0) throw notThere(fingerprint)
      removed.push({ fingerprint, keyrings })
    }
    printResult(cli, json, {
      json: { removed },
      text: () => removed.map((each) => `removed  ${each.fingerprint}  from ${each.keyrings.join(', ')}`),
    })
    return EXIT.ok
  },
}

function notThere(fingerprint: string): CliError {
  return new CliError('input', {
    message: `no key \`${fingerprint}\` is imported`,
    hint: 'trustctl keys list',
  })
}
