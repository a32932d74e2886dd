import { revokeInDirectory, type RevocationWish } from '../../publish/directory/index.ts'
import { painter } from '../../verdict/index.ts'
import { CliError } from '../cli-error.ts'
import {
  folderOf,
  signerFor,
  withDirectory,
  withKey,
  type DirectoryOption,
  type KeyOptions,
} from '../directory/index.ts'
import { EXIT } from '../exit-code.ts'
import { once, withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

interface Options extends DirectoryOption, KeyOptions {
  json: boolean
  fingerprint: string
  reason: string
  since: string | undefined
  note: string | undefined
}

/** `trustctl directory revoke` */
export const directoryRevoke: Verb<Options> = {
  manual: {
    synopsis:
      'FINGERPRINT --reason REASON [--since TIME] [--note TEXT] [--key KEY] [--directory DIR] [--json]',
    description: [
      'Revokes a key for everybody who follows the directory, at once: one person’s word is enough, and whatever else is drafted stays drafted. A revocation is never taken back.',
      '`compromised` and `unknown`: nothing that the key signed counts any more; with --since what is proven to be older does, by a transparency log or a time stamp. `superseded` and `retired`: what is proven to be older than now still counts.',
      'FINGERPRINT is the key’s in full: of an OpenPGP key or subkey, sha256 of another public key, or of a certificate. One that no key of the directory has is revoked all the same, and told.',
    ],
    json: [
      '{ revoked: { path, fingerprint, kind, reason, at, by, compromisedSince?, note? }, known, timestampVersion, expires }',
    ],
    exitCodes: [0, 1, 2, 23],
    examples: [
      {
        command: 'trustctl directory revoke FINGERPRINT --reason compromised --since 2026-11-20T00:00:00Z',
        does: 'a laptop was stolen that day',
      },
    ],
    files: [{ path: 'DIR/targets/revocations/', what: 'every revocation; they only become more' }],
    seeAlso: ['trustctl keys revoke', 'trustctl impact', 'trustctl directory publish'],
  },
  options: (parser) =>
    withKey(withDirectory(withJson(parser)))
      .positional('fingerprint', { type: 'string', demandOption: true, describe: 'of the key, in full' })
      .option('reason', {
        type: 'string',
        requiresArg: true,
        demandOption: 'say why: `--reason compromised`',
        coerce: (value: unknown) => once('reason')(value) ?? '',
        describe: 'compromised, unknown, superseded, retired',
      })
      .option('since', {
        type: 'string',
        requiresArg: true,
        coerce: once('since'),
        describe: 'of a lost key: since when (RFC 3339, UTC)',
      })
      .option('note', {
        type: 'string',
        requiresArg: true,
        coerce: once('note'),
        describe: 'a word for people',
      }),
  run: async (options, cli) => {
    const wish = wishOf(options, cli.now())
    const signer = await signerFor(cli, options, 'revocation')
    const { path, revocation, isKnown, published } = await revokeInDirectory(
      folderOf(cli, options),
      wish,
      signer,
      cli.now(),
    )
    const { timestampVersion, expires } = published
    printResult(cli, options.json, {
      json: { revoked: { path, ...revocation }, known: isKnown, timestampVersion, expires },
      text: () => [
        `revoked  ${revocation.fingerprint}  ${revocation.reason}, by ${revocation.by} (${path}); it is published`,
        ...(isKnown
          ? []
          : [
              `${painter(cli.colour)('caution', 'unknown')}  no key of this directory has that fingerprint: is it that of a subkey or a signer’s certificate, or mistyped?`,
            ]),
        `  what it signed here: trustctl impact key:${revocation.fingerprint}`,
      ],
    })
    return EXIT.ok
  },
}

function wishOf({ fingerprint: named, reason, since, note }: Options, now: number): RevocationWish {
  const fingerprint = named.replaceAll(/[\s:]/g, '').toUpperCase()
  if (!/^(?:[0-9A-F]{40}|[0-9A-F]{64})$/.test(fingerprint))
    throw usage(`\`${named}\` is no full fingerprint: expected 40 or 64 hex digits`)
  const said = { fingerprint, ...(note === undefined ? {} : { note }) }
  switch (reason) {
    case 'superseded':
    case 'retired':
      if (since !== undefined) throw usage('`--since` goes with a key that is lost: compromised or unknown')
      return { ...said, kind: 'soft', reason }
    case 'compromised':
    case 'unknown':
      return {
        ...said,
        kind: 'hard',
        reason,
        ...(since === undefined ? {} : { compromisedSince: instantOf(since, now) }),
      }
    default:
      throw usage(`\`${reason}\` is no reason: expected compromised, unknown, superseded or retired`)
  }
}

function instantOf(text: string, now: number): number {
  const at = Date.parse(text) / 1000
  const isSame = Number.isFinite(at) && `${new Date(at * 1000).toISOString().slice(0, 19)}Z` === text
  // What is signed until then would go on counting.
  if (isSame && at > now) throw usage(`\`${text}\` is still to come`)
  if (isSame) return at
  throw usage(`\`${text}\` is no time: expected one as 2026-11-20T00:00:00Z`)
}

function usage(message: string): CliError {
  return new CliError('usage', { message, hint: 'trustctl directory revoke --help' })
}
