import { dayText } from '../../publish/keys/index.ts'
import type { KeyRecord, KeyRevocation } from '../../trust/index.ts'
import { CliError } from '../cli-error.ts'
import { EXIT } from '../exit-code.ts'
import { once, withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import { ledgerOf, ownKeyJson, ownKeys } from '../signing/index.ts'
import { confirm } from '../trust/index.ts'
import type { Verb } from '../verb.ts'

/** `trustctl keys revoke` */
export const keysRevoke: Verb<{
  json: boolean
  fingerprint: string
  reason: string
  since: string | undefined
  yes: boolean
}> = {
  manual: {
    synopsis: '--reason REASON [--since TIME] [--yes] [--json] FINGERPRINT',
    description: [
      'Revokes a key of one’s own. `superseded` and `retired` are soft: what it signed before counts where a trusted time proves that it was before. `compromised` and `unknown` are hard: nothing that it signed counts, or with --since nothing from then on. It signs nothing any more; a key that is revoked stays so.',
      'The record is changed here; to have it in force elsewhere, publish it where others take their keys from. Signatures in the ledger are listed, so that you know what is to be looked at: a signature that is seen somewhere and is not in the ledger was not made here.',
    ],
    json: [
      '{ key: { …, revocation: { kind, reason, at, compromisedSince? } }, signatures: [{ name, sha256, at, form }] }',
    ],
    exitCodes: [0, 1, 2],
    examples: [
      {
        command: 'trustctl keys revoke --reason compromised --since 2026-11-20T00:00:00Z 9F86D081',
        does: 'a laptop was stolen that day',
      },
    ],
    files: [{ path: '~/.config/pip-trust/signing', what: 'the keys' }],
    seeAlso: ['trustctl keys ledger', 'trustctl keys retire', 'trustctl keys new'],
  },
  options: (parser) =>
    withJson(parser)
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
      .option('yes', {
        type: 'boolean',
        default: false,
        describe: 'it is wanted; do not ask',
        defaultDescription: 'no',
      }),
  run: async ({ json, fingerprint, reason, since, yes }, cli) => {
    const [folder, now] = [ownKeys(cli), cli.now()]
    const key = await folder.find(fingerprint)
    const revocation = checkedRevocation(key.record, revocationOf(reason, since, now))
    const signatures = (await ledgerOf(cli).read()).entries.filter(
      ({ key: by }) => by === key.record.fingerprint,
    )
    const question = `revoke key ${key.record.fingerprint} of ${key.record.holder}? it can't be taken back`
    if (!(await confirm(cli, yes, question))) throw new CliError('input', { message: 'nothing was revoked' })
    const record: KeyRecord = { ...key.record, state: 'revoked', revocation }
    await folder.change(record)
    printResult(cli, json, {
      json: {
        key: ownKeyJson({ ...key, record }, now),
        signatures: signatures.map(({ subject, at, form }) => ({ ...subject, at, form })),
      },
      text: () => [
        `revoked  ${record.fingerprint}  ${revocation.reason}`,
        ...signatures.map(({ subject, at, form }) => `signed  ${dayText(at)}  ${form}  ${subject.name}`),
        `have it in force elsewhere: trustctl keys export --record ${record.fingerprint.slice(0, 16)}`,
      ],
    })
    return EXIT.ok
  },
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
  throw new CliError('input', { message, hint: 'trustctl keys show' })
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
