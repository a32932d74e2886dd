import { createKey, newPassphrase } from '../../publish/keys/index.ts'
import { CliError } from '../cli-error.ts'
import { EXIT } from '../exit-code.ts'
import { once, withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import {
  keyWorld,
  ownKeyJson,
  ownKeyLine,
  ownKeys,
  wishOf,
  withWish,
  type WishOptions,
} from '../signing/index.ts'
import type { Verb } from '../verb.ts'

const KINDS = ['plain', 'minisign', 'openpgp'] as const
const ALGORITHMS = ['P-256', 'P-384', 'P-521', 'ed25519', 'rsa'] as const

/** `trustctl keys new` */
export const keysNew: Verb<
  { json: boolean; kind: string | undefined; algorithm: string | undefined } & WishOptions
> = {
  manual: {
    synopsis: '--holder ID --owner WHO [--kind KIND] [--algorithm NAME] [--purpose WHAT]... [--json]',
    description: [
      'Makes a key of one’s own and its record: whose it is, what for, and until when it signs and verifies. The private half is kept in a file (0600, in a folder of 0700), sealed by a passphrase of at least 12 characters. A key that a company certified, or that an agent or token holds, is brought along by trustctl keys import --signing.',
      'Kinds: `plain` signs attestations and Sigstore bundles (P-256 unless --algorithm says another), `minisign` and `openpgp` files (Ed25519). The record proves, by the key’s own signature, that its holder has it. Others import the public half: trustctl keys export, then trustctl keys import --keyring.',
    ],
    json: [
      '{ key: { fingerprint, kind, algorithm, holder, owner, purpose, state, stateNow, notBefore, signUntil, verifyUntil, where, … } }',
    ],
    exitCodes: [0, 1, 2],
    examples: [
      {
        command: 'trustctl keys new --holder dana --owner "Dana <dana@acme.example>"',
        does: 'a key that signs releases for a year',
      },
      {
        command:
          'trustctl keys new --kind minisign --holder dana --owner "Dana <dana@acme.example>" --sign-for 90d',
        does: 'one that is changed four times a year',
      },
    ],
    files: [{ path: '~/.config/pip-trust/signing', what: 'FINGERPRINT.yaml, .key, and the public half' }],
    seeAlso: ['trustctl sign', 'trustctl keys rotate', 'trustctl keys export'],
  },
  options: (parser) =>
    withWish(withJson(parser))
      .option('kind', {
        type: 'string',
        requiresArg: true,
        describe: `what it signs as: ${KINDS.join(', ')}`,
        defaultDescription: 'plain',
        coerce: once('kind'),
      })
      .option('algorithm', {
        type: 'string',
        requiresArg: true,
        describe: ALGORITHMS.join(', '),
        defaultDescription: 'P-256 for plain keys, else ed25519',
        coerce: once('algorithm'),
      }),
  run: async (args, cli) => {
    const now = cli.now()
    const kind = oneOf('kind', KINDS, args.kind ?? 'plain')
    const algorithm = oneOf(
      'algorithm',
      ALGORITHMS,
      args.algorithm ?? (kind === 'plain' ? 'P-256' : 'ed25519'),
    )
    const wish = wishOf(args, now)
    const { passphrase: source } = await keyWorld(cli, args['passphrase-fd'])
    const passphrase = await newPassphrase('the new key', source)
    const key = await createKey({ kind, algorithm }, wish, { passphrase, now })
    await ownKeys(cli).add(key)
    printResult(cli, args.json, {
      json: { key: ownKeyJson(key, now) },
      text: () => [
        `made  ${ownKeyLine(key, now)}`,
        `let others import it: trustctl keys export ${key.record.fingerprint.slice(0, 16)}`,
      ],
    })
    return EXIT.ok
  },
}

function oneOf<Known extends string>(name: string, known: readonly Known[], text: string): Known {
  const found = known.find((each) => each === text)
  if (found !== undefined) return found
  const message = `\`${text}\` is no ${name}: expected ${known.join(', ')}`
  throw new CliError('usage', { message, hint: 'trustctl keys new --help' })
}
