import test from 'ava'
import { keyRecordText, MAX_RECORD_BYTES, parseKeyRecord } from '../../src/sources/index.ts'
import {
  keyStateAt,
  possessionStatement,
  standingOfRecord,
  TrustError,
  type KeyRecord,
} from '../../src/trust/index.ts'

const DAY = 86_400
const START = Date.UTC(2026, 0, 1) / 1000

const RECORD: KeyRecord = {
  format: 1,
  fingerprint: 'AB'.repeat(32),
  kind: 'plain',
  algorithm: 'ed25519',
  holder: 'dana',
  owner: 'Dana <dana@acme.example>',
  purpose: ['release', 'sbom'],
  state: 'active',
  notBefore: START,
  dualUntil: START + 14 * DAY,
  signUntil: START + 365 * DAY,
  verifyUntil: START + 730 * DAY,
  possession: { at: START, signature: 'AAAA' },
}

const read = (text: string): KeyRecord => parseKeyRecord(Buffer.from(text))
const refused = { instanceOf: TrustError, code: 'record-malformed' }

test('a record comes back as it was written', (t) => {
  const revoked: KeyRecord = {
    ...RECORD,
    kind: 'minisign',
    minisignId: '0123456789ABCDEF',
    successor: 'CD'.repeat(20),
    state: 'revoked',
    revocation: { kind: 'hard', reason: 'compromised', at: START + 20, compromisedSince: START + 10 },
  }
  const soft: KeyRecord = {
    ...RECORD,
    state: 'revoked',
    revocation: { kind: 'soft', reason: 'superseded', at: START },
  }
  for (const record of [RECORD, revoked, soft]) t.deepEqual(read(keyRecordText(record)), record)
  t.true(keyRecordText(RECORD).includes('notBefore: 2026-01-01T00:00:00Z'))
})

test('the calendar moves a key on, and nothing moves it back', (t) => {
  const at = (days: number, record = RECORD): string => keyStateAt(record, START + days * DAY)
  t.is(keyStateAt(RECORD, START - 1), 'pending')
  t.deepEqual(
    [0, 13.99, 14, 364.99, 365, 729.99, 730].map((days) => at(days)),
    ['dual-sign', 'dual-sign', 'active', 'active', 'verify-only', 'verify-only', 'retired'],
  )
  const ended: KeyRecord = { ...RECORD, state: 'verify-only' }
  t.deepEqual(
    [-1, 20, 800].map((days) => at(days, ended)),
    ['verify-only', 'verify-only', 'retired'],
  )
  const revoked: KeyRecord = {
    ...RECORD,
    state: 'revoked',
    revocation: { kind: 'soft', reason: 'retired', at: START },
  }
  t.deepEqual(
    [-1, 20, 800].map((days) => at(days, revoked)),
    ['revoked', 'revoked', 'revoked'],
  )
  t.is(at(-1, { ...RECORD, state: 'active' }), 'pending')
})

test('what is proven is bound to key, person and purpose, and not to the order of purposes', (t) => {
  const said = (record: KeyRecord): string => Buffer.from(possessionStatement(record, START)).toString()
  t.true(said(RECORD).startsWith('pip-trust key possession v1\n'))
  t.is(said({ ...RECORD, purpose: ['sbom', 'release'], state: 'retired' }), said(RECORD))
  const others: readonly KeyRecord[] = [
    { ...RECORD, holder: 'eve' },
    { ...RECORD, owner: 'Eve' },
    { ...RECORD, fingerprint: 'EF'.repeat(32) },
    { ...RECORD, purpose: ['release'] },
    { ...RECORD, kind: 'certificate' },
  ]
  for (const other of others) t.not(said(other), said(RECORD))
})

test('a record that is not whole, not ordered or not its own is refused', (t) => {
  const text = keyRecordText(RECORD)
  const bad = [
    '',
    '[]',
    'format: 2\n',
    `${text}extra: 1\n`,
    `${text}state: active\n`,
    text.replace('fingerprint: AB', 'fingerprint: ab'),
    text.replace('fingerprint: AB', 'fingerprint: '),
    text.replace('2026-01-01T00:00:00Z', '2026-01-01T00:00:00+01:00'),
    text.replace('2026-01-01T00:00:00Z', '2026-13-01T00:00:00Z'),
    text.replace('2026-01-01T00:00:00Z', '2026-02-30T00:00:00Z'),
    text.replace('signUntil: 2027', 'signUntil: 2025'),
    text.replace('verifyUntil: 2028-01-01', 'verifyUntil: 2026-12-31'),
    text.replace('state: active', 'state: revoked'),
    text.replace('kind: plain', 'kind: minisign'),
    text.replace('- sbom', '- release'),
    text.replace('- sbom', '- everything'),
    text.replace('Dana <', '"Dana \\u202e<').replace('example>', 'example>"'),
    `a: &a [1]\nb: *a\n`,
    '['.repeat(MAX_RECORD_BYTES),
  ]
  for (const each of bad) t.throws(() => read(each), refused, each.slice(0, 300))
  t.throws(() => parseKeyRecord(Buffer.from([0xff, 0xfe])), refused)
})

test('a record has a greatest size', (t) => {
  const text = keyRecordText(RECORD)
  const padded = (size: number): string => `${text}#${' '.repeat(size - text.length - 1)}`
  t.is(read(padded(MAX_RECORD_BYTES)).holder, 'dana')
  t.throws(() => read(padded(MAX_RECORD_BYTES + 1)), refused)
})

test('a key that a person had cease signs no more, whatever its calendar says', (t) => {
  const said = (state: KeyRecord['state']) => standingOfRecord({ ...RECORD, state }, 'a test')
  t.like(said('verify-only'), { hasCeased: true, ended: null })
  t.like(said('retired').ended, { kind: 'soft', sinceMs: RECORD.signUntil * 1000 })
  for (const state of ['pending', 'dual-sign', 'active'] as const)
    t.like(said(state), { hasCeased: false, ended: null })
})
