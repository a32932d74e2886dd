import { resolve } from 'node:path'
import { revokeInDirectory, type RevocationWish, type Revoked } from '../../publish/directory/index.ts'
import { dayText } from '../../publish/keys/index.ts'
import type { KeyRecord, KeyRevocation } from '../../trust/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { signerFor, withKey, type KeyOptions } from '../directory/index.ts'
import { EXIT } from '../exit-code.ts'
import { once, withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import { ledgerOf, ownKeyJson, ownKeys } from '../signing/index.ts'
import { confirm } from '../trust/index.ts'
import type { Verb } from '../verb.ts'

interface Options extends KeyOptions {
  json: boolean
  fingerprint: string
  reason: string
  since: string | undefined
  directory: string | undefined
  yes: boolean
}

/** `trustctl keys revoke` */
export const keysRevoke: Verb<Options> = {
  manual: {
    synopsis: '--reason REASON [--since TIME] [--directory FOLDER [--key KEY]] [--yes] [--json] FINGERPRINT',
    description: [
      'Revokes a key of one’s own. `superseded` and `retired` are soft: what it signed before counts where a trusted time proves that it was before. `compromised` and `unknown` are hard: nothing that it signed counts, or with --since nothing from then on. It signs nothing any more; a key that is revoked stays so.',
      'The record is changed here. With --directory it is first revoked in the key directory in FOLDER and published there, for everybody who follows it, in the word of one’s own key that may (--key); where that fails, nothing is changed here either. Signatures in the ledger are listed, so that you know what is to be looked at: a signature that is seen somewhere and is not in the ledger was not made here.',
    ],
    json: [
      '{ key: { …, revocation: { kind, reason, at, compromisedSince? } }, signatures: [{ name, sha256, at, form }],',
      '  directory: { path, by, timestampVersion, expires } | null }',
    ],
    exitCodes: [0, 1, 2, 21, 23],
    examples: [
      {
        command: 'trustctl keys revoke --reason compromised --since 2026-11-20T00:00:00Z 9F86D081',
        does: 'a laptop was stolen that day',
      },
      {
        command: 'trustctl keys revoke --reason compromised --directory keys/ 9F86D081',
        does: 'the same for everybody who follows the directory, at once',
      },
    ],
    files: [{ path: '~/.config/pip-trust/signing', what: 'the keys' }],
    seeAlso: [
      'trustctl directory revoke',
      'trustctl keys ledger',
      'trustctl keys retire',
      'trustctl keys new',
    ],
  },
  options: (parser) =>
    withKey(withJson(parser))
      .positional('fingerprint', { type: 'string', demandOption: true, describe: 'the key' })
      .option('reason', {
        type: 'string',
        requiresArg: true,
        demandOption: 'say why: `--reason compromised`',
        describe: 'compromised, unknown, superseded, retired',
        coerce: (value: unknown) => once('reason')(value) ?? '',
      })
      .option('since', {
        type: 'string',
        requiresArg: true,
        describe: 'of a compromised key: from when on (RFC 3339)',
        coerce: once('since'),
      })
      .option('directory', {
        type: 'string',
        requiresArg: true,
        describe: 'revoke it in the key directory in this folder too',
        defaultDescription: 'here alone',
        coerce: once('directory'),
      })
      .option('yes', {
        type: 'boolean',
        default: false,
        describe: 'it is wanted; do not ask',
        defaultDescription: 'no',
      }),
  run: async (options, cli) => {
    const { json, fingerprint, reason, since, yes } = options
    if (options.directory === undefined && options.key !== undefined)
      throw usage('`--key` is whose word it is in a key directory: it goes with `--directory`')
    const [folder, now] = [ownKeys(cli), cli.now()]
    const key = await folder.find(fingerprint)
    const revocation = checkedRevocation(key.record, revocationOf(reason, since, now))
    const signatures = (await ledgerOf(cli).read()).entries.filter(
      ({ key: by }) => by === key.record.fingerprint,
    )
    const question = `revoke key ${key.record.fingerprint} of ${key.record.holder}? it can't be taken back`
    if (!(await confirm(cli, yes, question))) throw new CliError('input', { message: 'nothing was revoked' })
    const everywhere = await revokedElsewhere(key.record, revocation, options, cli)
    const record: KeyRecord = { ...key.record, state: 'revoked', revocation }
    await folder.change(record)
    printResult(cli, json, {
      json: {
        key: ownKeyJson({ ...key, record }, now),
        signatures: signatures.map(({ subject, at, form }) => ({ ...subject, at, form })),
        directory: everywhere === null ? null : publishedJson(everywhere),
      },
      text: () => [
        `revoked  ${record.fingerprint}  ${revocation.reason}`,
        ...signatures.map(({ subject, at, form }) => `signed  ${dayText(at)}  ${form}  ${subject.name}`),
        everywhere === null
          ? `have it in force elsewhere: trustctl keys export --record ${record.fingerprint.slice(0, 16)}`
          : `published  ${everywhere.path}, by ${everywhere.revocation.by}`,
      ],
    })
    return EXIT.ok
  },
}

/** First, for it can fail: what is revoked here already would not be revoked again. */
async function revokedElsewhere(
  { fingerprint }: KeyRecord,
  { at, ...said }: KeyRevocation,
  options: Options,
  cli: Cli,
): Promise<Revoked | null> {
  if (options.directory === undefined) return null
  const signer = await signerFor(cli, options, 'revocation')
  const wish: RevocationWish = { fingerprint, ...said }
  return await revokeInDirectory(resolve(cli.cwd, options.directory), wish, signer, at)
}

function publishedJson({ path, revocation, published }: Revoked): object {
  const { timestampVersion, expires } = published
  return { path, by: revocation.by, timestampVersion, expires }
}

function revocationOf(reason: string, since: string | undefined, at: number): KeyRevocation {
  if (reason === 'superseded' || reason === 'retired') {
    if (since === undefined) return { kind: 'soft', reason, at }
    throw usage('`--since` is for keys that are compromised or of which nothing is known')
  }
  if (reason !== 'compromised' && reason !== 'unknown') throw usage(`\`${reason}\` is no reason`)
  if (since === undefined) return { kind: 'hard', reason, at }
  const compromisedSince = Date.parse(since) / 1000
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(since) || !Number.isInteger(compromisedSince))
    throw usage(`\`${since}\` is no time: expected RFC 3339 in UTC`)
  if (compromisedSince > at) throw usage(`\`${since}\` is still to come`)
  return { kind: 'hard', reason, at, compromisedSince }
}

/** From soft to hard, and to an earlier time: a revocation is only ever made harder. */
function checkedRevocation({ revocation: before }: KeyRecord, next: KeyRevocation): KeyRevocation {
  const isHarder = before === undefined || (before.kind === 'soft' && next.kind === 'hard')
  if (isHarder || hardFrom(next) < hardFrom(before)) return next
  const message = `the key is revoked already (${before.reason}), and this would make it no harder`
  throw new CliError('input', { message, hint: 'trustctl keys list' })
}

function hardFrom(revocation: KeyRevocation): number {
  return revocation.kind === 'soft' ? Number.POSITIVE_INFINITY : (revocation.compromisedSince ?? 0)
}

function usage(message: string): CliError {
  return new CliError('usage', {
    message,
    hint: 'trustctl keys revoke --reason compromised|unknown|superseded|retired FINGERPRINT',
  })
}
