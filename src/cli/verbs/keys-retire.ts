import { endedEarly } from '../../publish/keys/index.ts'
import { keyStateAt } from '../../trust/index.ts'
import { CliError } from '../cli-error.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import { ownKeyJson, ownKeyLine, ownKeys } from '../signing/index.ts'
import type { Verb } from '../verb.ts'

/** `trustctl keys retire` */
export const keysRetire: Verb<{ json: boolean; fingerprint: string; 'verify-only': boolean }> = {
  manual: {
    synopsis: '[--verify-only] [--json] FINGERPRINT',
    description: [
      'Ends a key of one’s own before its calendar does: it signs no more, and what it signed counts no more. With --verify-only what is proven to be older counts until its calendar ends: by a transparency log or a time stamp, since whoever finds the key can write any date. A key that ended stays so. For a key that somebody else may have: trustctl keys revoke.',
    ],
    json: ['{ key: { …, state } }'],
    exitCodes: [0, 1, 2],
    examples: [
      {
        command: 'trustctl keys retire --verify-only 9F86D081',
        does: 'sign no more, and keep what was signed',
      },
    ],
    files: [{ path: '~/.config/pip-trust/signing', what: 'the keys' }],
    seeAlso: ['trustctl keys rotate', 'trustctl keys revoke'],
  },
  options: (parser) =>
    withJson(parser)
      .positional('fingerprint', { type: 'string', demandOption: true, describe: 'the key' })
      .option('verify-only', {
        type: 'boolean',
        default: false,
        describe: 'what it is proven to have signed before still counts',
        defaultDescription: 'no',
      }),
  run: async ({ json, fingerprint, 'verify-only': isKept }, cli) => {
    const [folder, now] = [ownKeys(cli), cli.now()]
    const key = await folder.find(fingerprint)
    const record = endedEarly(key.record, isKept ? 'verify-only' : 'retired', now)
    const before = keyStateAt(key.record, now)
    if (before === 'revoked' || before === 'retired' || before === record.state) {
      const message = `key ${key.record.fingerprint} is ${before} already`
      throw new CliError('input', { message, hint: `trustctl keys show ${fingerprint}` })
    }
    await folder.change(record)
    printResult(cli, json, {
      json: { key: ownKeyJson({ ...key, record }, now) },
      text: () => [`ended  ${ownKeyLine({ ...key, record }, now)}`],
    })
    return EXIT.ok
  },
}
