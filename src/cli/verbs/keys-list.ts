import { warningsOf } from '../../publish/keys/index.ts'
import { CliError } from '../cli-error.ts'
import { sourcesOf } from '../configured.ts'
import { EXIT } from '../exit-code.ts'
import { authorityJson, authorityLine, keyJson, keyLine, plainKeyJson, plainKeyLine } from '../key-text.ts'
import { once, withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import { ownKeyJson, ownKeyLine, ownKeys, warningLines } from '../signing/index.ts'
import type { Verb } from '../verb.ts'

/** `trustctl keys list` */
export const keysList: Verb<{ json: boolean; keyring: string | undefined }> = {
  manual: {
    synopsis: '[--keyring NAME] [--json]',
    description: [
      'Lists the keys of one’s own, with their state, and warns of those that end within 60 days; then the imported keys and CAs: full fingerprint (of a CA the sha256 of its certificate), keyring, owner, and until when it is valid, or of what kind a plain key is.',
    ],
    json: [
      '{ keys: [{ keyring, type: "openpgp" | "plain", fingerprint, owner, expiresAt, revoked, algorithm?,',
      '           minisignId? }], authorities: [{ keyring, sha256, subject, expiresAt }], problems: [TEXT],',
      '  own: [{ fingerprint, holder, stateNow, … }], warnings: [{ fingerprint, daysLeft, step, … }] }',
    ],
    exitCodes: [0, 1, 2],
    examples: [{ command: 'trustctl keys list --keyring acme-release', does: 'list one keyring' }],
    files: [
      { path: '~/.config/pip-trust/keys/KEYRING/FINGERPRINT.asc', what: 'one OpenPGP key a file' },
      { path: '~/.config/pip-trust/keys/KEYRING/FINGERPRINT.json', what: 'one plain key a file' },
    ],
    seeAlso: ['trustctl keys import', 'trustctl keys remove'],
  },
  options: (parser) =>
    withJson(parser).option('keyring', {
      type: 'string',
      requiresArg: true,
      describe: 'list this keyring only',
      coerce: once('keyring'),
    }),
  run: async ({ json, keyring }, cli) => {
    const sources = sourcesOf(cli)
    if (keyring !== undefined && !(await sources.keyringNames()).includes(keyring)) throw noKeyring(keyring)
    const listed = await sources.listKeys()
    const isAsked = (each: { readonly keyring: string }): boolean =>
      keyring === undefined || each.keyring === keyring
    const [keys, plainKeys] = [listed.keys.filter(isAsked), listed.plainKeys.filter(isAsked)]
    const authorities = listed.authorities.filter(isAsked)
    const own = keyring === undefined ? await ownKeys(cli).list() : { keys: [], problems: [] }
    const problems = [...listed.problems, ...own.problems]
    const lines = (): readonly string[] => [
      ...own.keys.map((key) => `own  ${ownKeyLine(key, cli.now())}`),
      ...keys.map((view) => keyLine(view, cli)),
      ...plainKeys.map((view) => plainKeyLine(view, cli)),
      ...authorities.map((each) => authorityLine(each, cli)),
    ]
    printResult(cli, json, {
      json: {
        keys: [...keys.map(keyJson), ...plainKeys.map(plainKeyJson)],
        authorities: authorities.map(authorityJson),
        problems,
        own: own.keys.map((key) => ownKeyJson(key, cli.now())),
        warnings: warningsOf(
          own.keys.map(({ record }) => record),
          cli.now(),
        ),
      },
      text: () => (lines().length === 0 ? ['no keys are imported'] : lines()),
    })
    if (!json) for (const problem of problems) cli.complain(`trustctl: not used: ${problem}`)
    if (!json) for (const words of warningLines(own.keys, cli.now())) cli.complain(`trustctl: ${words}`)
    return EXIT.ok
  },
}

function noKeyring(name: string): CliError {
  return new CliError('input', { message: `there is no keyring \`${name}\``, hint: 'trustctl keys list' })
}
