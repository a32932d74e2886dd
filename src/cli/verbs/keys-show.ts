import { join } from 'node:path'
import { dayText, placeText, publicFileName, warningsOf } from '../../publish/keys/index.ts'
import { keyStateAt, type KeyRecord } from '../../trust/index.ts'
import { safeText, sheet, timeText } from '../../verdict/index.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import { ledgerOf, ownKeyJson, ownKeys, warningLines } from '../signing/index.ts'
import type { Verb } from '../verb.ts'

/** `trustctl keys show` */
export const keysShow: Verb<{ json: boolean; fingerprint: string }> = {
  manual: {
    synopsis: '[--json] FINGERPRINT',
    description: [
      'Shows a key of one’s own: its record, its calendar, where its private half is, how often it signed, and whether it ends soon. FINGERPRINT may be its first eight digits or more.',
    ],
    json: ['{ key: { fingerprint, …, stateNow, where }, signatures, warnings: [{ daysLeft, step, … }] }'],
    exitCodes: [0, 1, 2],
    examples: [{ command: 'trustctl keys show 9F86D081', does: 'show one' }],
    files: [{ path: '~/.config/pip-trust/signing', what: 'the keys' }],
    seeAlso: ['trustctl keys list', 'trustctl keys rotate'],
  },
  options: (parser) =>
    withJson(parser).positional('fingerprint', {
      type: 'string',
      demandOption: true,
      describe: 'a fingerprint, or how it begins',
    }),
  run: async ({ json, fingerprint }, cli) => {
    const [folder, now] = [ownKeys(cli), cli.now()]
    const key = await folder.find(fingerprint)
    const { entries } = await ledgerOf(cli).read()
    const signatures = entries.filter((entry) => entry.key === key.record.fingerprint).length
    const rows = rowsOf(key.record, now, [
      ['private key', placeText(key.place)],
      ['public key', join(folder.folder, publicFileName(key.record))],
      ['signatures', `${signatures} in the ledger`],
    ])
    printResult(cli, json, {
      json: { key: ownKeyJson(key, now), signatures, warnings: warningsOf([key.record], now) },
      text: () => [...sheet(rows, 0, cli.width), ...warningLines([key], now)],
    })
    return EXIT.ok
  },
}

type Row = readonly [string, string]

function rowsOf(record: KeyRecord, now: number, further: readonly Row[]): readonly Row[] {
  const { fingerprint, kind, algorithm, holder, owner, purpose, revocation } = record
  return [
    ['key', fingerprint],
    ['state', keyStateAt(record, now)],
    ['kind', `${kind}, ${algorithm}`],
    ...(record.minisignId === undefined ? [] : [['minisign', record.minisignId] as const]),
    ['holder', `${holder}, ${safeText(owner)}`],
    ['purpose', purpose.join(', ')],
    ['signs', `${dayText(record.notBefore)} to ${dayText(record.signUntil)}`],
    ...(record.dualUntil === undefined
      ? []
      : [['beside', `the key before it until ${dayText(record.dualUntil)}`] as const]),
    ['verifies', `until ${dayText(record.verifyUntil)}`],
    ...(record.successor === undefined ? [] : [['successor', record.successor] as const]),
    ...(revocation === undefined
      ? []
      : [['revoked', `${revocation.reason}, ${timeText(revocation.at)}`] as const]),
    ...further,
  ]
}
