import {
  createKey,
  dayText,
  newPassphrase,
  planRotation,
  type OwnKey,
  type RotationPlan,
} from '../../publish/keys/index.ts'
import type { KeyRecord } from '../../trust/index.ts'
import { CliError } from '../cli-error.ts'
import { EXIT } from '../exit-code.ts'
import { once, withJson } from '../options.ts'
import { parsePeriod } from '../period.ts'
import { printResult } from '../print-result.ts'
import { keyWorld, ownKeyJson, ownKeyLine, ownKeys, withPassphrase } from '../signing/index.ts'
import type { Verb } from '../verb.ts'

const DAY = 86_400
const DEFAULT_DAYS = 365

/** `trustctl keys rotate` */
export const keysRotate: Verb<{
  json: boolean
  fingerprint: string
  plan: boolean
  on: string | undefined
  'sign-for': string | undefined
  'passphrase-fd': string | undefined
}> = {
  manual: {
    synopsis: '[--plan] [--on DAY] [--sign-for PERIOD] [--json] FINGERPRINT',
    description: [
      'Makes the key that follows on another: of the same kind, holder and purpose. Its calendar: published 30 days before the change, so that everybody has it in time; for the last 14 days both keys sign; then the new one alone, and of the old one counts what a log or a time stamp proves to be older: have the new one sign what is to stay. What would lie in the past is done at once, and the notice is shorter.',
      'With --plan only the calendar is printed. A key with a certificate, or of an agent or token, is followed by one that is imported: trustctl keys import --signing.',
    ],
    json: ['{ plan: { publishAt, dualAt, switchAt, oldVerifyUntil, noticeDays }, key: { … } | null }'],
    exitCodes: [0, 1, 2],
    examples: [
      { command: 'trustctl keys rotate --plan 9F86D081', does: 'print the calendar' },
      {
        command: 'trustctl keys rotate --on 2027-03-01 9F86D081',
        does: 'make the key that signs alone from that day on',
      },
    ],
    files: [{ path: '~/.config/pip-trust/signing', what: 'the keys' }],
    seeAlso: ['trustctl keys show', 'trustctl keys export'],
  },
  options: (parser) =>
    withPassphrase(withJson(parser))
      .positional('fingerprint', { type: 'string', demandOption: true, describe: 'the key that ends' })
      .option('plan', {
        type: 'boolean',
        default: false,
        describe: 'print the calendar and change nothing',
        defaultDescription: 'no',
      })
      .option('on', {
        type: 'string',
        requiresArg: true,
        describe: 'the day of the change: 2027-03-01',
        defaultDescription: 'when the old key ends',
        coerce: once('on'),
      })
      .option('sign-for', {
        type: 'string',
        requiresArg: true,
        describe: 'how long the new key signs from the change on',
        defaultDescription: `${DEFAULT_DAYS}d`,
        coerce: once('sign-for'),
      }),
  run: async (args, cli) => {
    const [folder, now] = [ownKeys(cli), cli.now()]
    const old = await folder.find(args.fingerprint)
    checkFirst(old)
    const plan = planRotation(old.record, args.on === undefined ? old.record.signUntil : dayOf(args.on), now)
    if (args.plan) {
      printResult(cli, args.json, { json: { plan, key: null }, text: () => planLines(old.record, plan) })
      return EXIT.ok
    }
    const { kind } = old.record
    if (old.place.kind !== 'file' || kind === 'certificate') throw notHere(old)
    const { passphrase: source } = await keyWorld(cli, args['passphrase-fd'])
    const passphrase = await newPassphrase('the new key', source)
    const days = args['sign-for'] === undefined ? DEFAULT_DAYS : parsePeriod(args['sign-for'])
    const { algorithm } = old.record
    const key = await createKey({ kind, algorithm }, following(old.record, plan, days), { passphrase, now })
    await folder.add(key)
    const signUntil = Math.min(old.record.signUntil, plan.switchAt)
    await folder.change({ ...old.record, signUntil, successor: key.record.fingerprint })
    printResult(cli, args.json, {
      json: { plan, key: ownKeyJson(key, now) },
      text: () => [
        `made  ${ownKeyLine(key, now)}`,
        ...planLines(old.record, plan),
        `publish it: trustctl keys export --record ${key.record.fingerprint.slice(0, 16)}`,
      ],
    })
    return EXIT.ok
  },
}

function following(
  { holder, owner, purpose, signUntil, verifyUntil }: KeyRecord,
  { dualAt, switchAt }: RotationPlan,
  days: number,
): Parameters<typeof createKey>[1] {
  const until = switchAt + days * DAY
  const after = until + (verifyUntil - signUntil)
  return {
    holder,
    owner,
    purpose,
    notBefore: dualAt,
    dualUntil: switchAt,
    signUntil: until,
    verifyUntil: after,
  }
}

function checkFirst({ record: { fingerprint, successor, state } }: OwnKey): void {
  if (state === 'revoked' || state === 'retired') {
    throw new CliError('input', {
      message: `key ${fingerprint} is ${state}: nothing is left to hand over`,
      hint: 'trustctl keys new',
    })
  }
  if (successor === undefined) return
  throw new CliError('input', {
    message: `key ${fingerprint} is followed by ${successor} already`,
    hint: `trustctl keys show ${successor.slice(0, 16)}`,
  })
}

function planLines({ fingerprint, holder }: KeyRecord, plan: RotationPlan): readonly string[] {
  const { publishAt, dualAt, switchAt, oldVerifyUntil, noticeDays } = plan
  const late =
    noticeDays < 16 ? [`late: the new key is known for ${noticeDays} days before it signs, not 16`] : []
  return [
    `rotation of key ${fingerprint.slice(0, 16)} of ${holder}`,
    `  ${dayText(publishAt)}  make and publish the new key (pending)`,
    `  ${dayText(dualAt)}  both keys sign`,
    `  ${dayText(switchAt)}  the new key signs alone; of the old one counts what is proven to be older`,
    `  ${dayText(oldVerifyUntil)}  what the old one signed counts no more (retired)`,
    ...late,
  ]
}

/** The beginning of a day in UTC, seconds. */
function dayOf(text: string): number {
  const at = Date.parse(`${text}T00:00:00Z`) / 1000
  if (/^\d{4}-\d\d-\d\d$/.test(text) && Number.isInteger(at) && dayText(at) === text) return at
  throw new CliError('usage', { message: `\`${text}\` is no day`, hint: '--on 2027-03-01' })
}

function notHere({ record: { fingerprint } }: OwnKey): CliError {
  return new CliError('input', {
    message: `the key that follows on ${fingerprint} can't be made here: it has a certificate, or is kept elsewhere`,
    hint: 'make it there, then: trustctl keys import --signing',
  })
}
