import { integer, oid, sequence, tlv, utf8 } from '../../../world/sigstore/der.ts'
import {
  CODE_SIGNING,
  createKey,
  revocationList,
  stampToken,
  TIME_STAMPING,
  type Holder,
} from '../../../world/x509/index.ts'
import {
  NOW,
  DAY,
  root,
  issuer,
  dana,
  issuing,
  bySigner,
  issued,
  current,
  rootList,
  of,
  type CmsCase,
} from './case.ts'

export const stamps = (): readonly CmsCase[] => {
  const tsaPurposes = (critical: boolean, ...purposes: readonly string[]) => ({
    purposes: null,
    extensions: { '2.5.29.37': { critical, value: sequence(...purposes.map(oid)) } },
  })
  const stamper = issuing.signer('Acme stamps', root, tsaPurposes(true, TIME_STAMPING))
  const foreign = issuing.root('Foreign root')
  const expired = issued({ notAfter: NOW - DAY })
  const stamped = (
    name: string,
    expected: string,
    by: Holder,
    at: number,
    holder = expired,
    over?: Uint8Array,
    further: Partial<CmsCase> = {},
  ): CmsCase =>
    of(
      name,
      expected,
      bySigner(holder, { stamp: (signature) => stampToken(over ?? signature, at, { stamper: by }) }),
      further,
    )
  const unread = { differs: '`cms -verify` reads no time stamps, and judges by its own clock' }
  return [
    stamped(
      'good: expired, time stamp from before',
      'ok',
      stamper,
      NOW - 2 * DAY,
      expired,
      undefined,
      unread,
    ),
    stamped('expired, time stamp from after', 'TC3313', stamper, NOW - DAY / 2),
    stamped(
      'expired, time stamp of something else',
      'TC3313',
      stamper,
      NOW - 2 * DAY,
      expired,
      Buffer.from('x'),
    ),
    stamped('expired, time stamp of the future', 'TC3313', stamper, NOW + DAY),
    stamped(
      'expired, time stamp by a foreign authority',
      'TC3313',
      issuing.signer('x', foreign, tsaPurposes(true, TIME_STAMPING)),
      NOW - 2 * DAY,
    ),
    stamped('expired, time stamp by a code signer', 'TC3313', dana, NOW - 2 * DAY),
    stamped(
      'expired, time stamp by a certificate of two purposes',
      'TC3313',
      issuing.signer('x', root, tsaPurposes(true, TIME_STAMPING, CODE_SIGNING)),
      NOW - 2 * DAY,
    ),
    stamped(
      'expired, time stamp by a certificate whose purpose is not critical',
      'TC3313',
      issuing.signer('x', root, tsaPurposes(false, TIME_STAMPING)),
      NOW - 2 * DAY,
    ),
    stamped(
      'good: still valid, time stamp by a foreign authority',
      'ok',
      issuing.signer('x', foreign, tsaPurposes(true, TIME_STAMPING)),
      NOW - 2 * DAY,
      dana,
    ),
    stamped(
      'valid now, time stamp from before it was',
      'TC3313',
      stamper,
      NOW - 2 * DAY,
      issued({ notBefore: NOW - DAY }),
      undefined,
      unread,
    ),
  ]
}

export const revocations = (): readonly CmsCase[] => {
  const good = bySigner(dana)
  const list = (wish: Partial<Parameters<typeof revocationList>[1]> = {}, by = issuer): Buffer =>
    revocationList(by, { ...current, ...wish })
  const listed = (
    name: string,
    expected: string,
    lists: readonly Buffer[],
    further: Partial<CmsCase> = {},
  ): CmsCase => of(name, expected, good, { lists, ...further })
  const expired = issued({ notAfter: NOW - DAY })
  const stamper = issuing.signer('Acme stamps', root, {
    purposes: null,
    extensions: { '2.5.29.37': { critical: true, value: sequence(oid(TIME_STAMPING)) } },
  })
  const oldStamped = bySigner(expired, {
    stamp: (signature) => stampToken(signature, NOW - 2 * DAY, { stamper }),
  })
  const since = tlv(0x18, Buffer.from('20200101000000Z'))
  const unread = '`cms -verify` reads no time stamps, and judges by its own clock'
  return [
    listed('good: current lists that name nobody', 'ok', [list(), rootList]),
    listed('good: a list that names another', 'ok', [list({ revoked: [issued()] }), rootList]),
    listed('revoked', 'TC3314', [list({ revoked: [dana] }), rootList]),
    listed('the CA revoked', 'TC3314', [list(), revocationList(root, { ...current, revoked: [issuer] })]),
    listed(
      'revoked by an old list, a newer one names nobody',
      'TC3314',
      [
        list({ revoked: [dana], thisUpdate: NOW - 9 * DAY, nextUpdate: NOW - 2 * DAY }),
        list({ number: 8 }),
        rootList,
      ],
      { differs: 'it goes by the newest; a certificate that was taken back stays refused here' },
    ),
    listed('list out of date', 'TC3316', [
      list({ thisUpdate: NOW - 9 * DAY, nextUpdate: NOW - 2 * DAY }),
      rootList,
    ]),
    listed('list of tomorrow', 'TC3316', [list({ thisUpdate: NOW + DAY }), rootList]),
    listed('no list of the issuing CA', 'TC3316', [rootList]),
    listed('no list of the root', 'TC3316', [list()]),
    listed('list signed by another key', 'TC3316', [list({ signedBy: createKey() }), rootList]),
    listed('list with a critical extension', 'TC3316', [
      list({ extensions: { '1.3.6.1.4.1.57264.98': { critical: true, value: utf8('x') } } }),
      rootList,
    ]),
    listed(
      'list of some certificates only',
      'TC3316',
      [
        list({
          extensions: { '2.5.29.28': { critical: true, value: sequence(tlv(0x81, Buffer.from([0xff]))) } },
        }),
        rootList,
      ],
      { differs: 'it reads the scope; here a part of a list says nothing of those it leaves out' },
    ),
    listed(
      'revoked by a delta list',
      'TC3314',
      [
        list(),
        list({
          revoked: [dana],
          extensions: { '2.5.29.27': { critical: true, value: integer(Buffer.from([1])) } },
        }),
        rootList,
      ],
      { differs: 'it reads deltas with -use_deltas alone' },
    ),
    listed('list without a number', 'TC3316', [list({ number: null }), rootList], {
      differs: 'it doesn’t ask for RFC 5280 §5.2.3',
    }),
    of('expired, time stamp from before, list may have dropped it', 'TC3316', oldStamped, {
      lists: [list(), rootList],
    }),
    of('good: expired, time stamp from before, list keeps the expired', 'ok', oldStamped, {
      lists: [list({ extensions: { '2.5.29.60': { value: since } } }), rootList],
      differs: unread,
    }),
    of(
      'revoked after the time stamp',
      'TC3314',
      bySigner(dana, { stamp: (signature) => stampToken(signature, NOW - 2 * DAY, { stamper }) }),
      {
        lists: [list({ revoked: [dana] }), rootList],
      },
    ),
    of('the stamping certificate revoked', 'TC3313', oldStamped, {
      lists: [list(), revocationList(root, { ...current, revoked: [stamper] })],
    }),
  ]
}
