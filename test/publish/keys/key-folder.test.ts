import { chmod, mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import {
  checkMaySign,
  createKey,
  KeysError,
  openSigner,
  planRotation,
  programs,
  provesPossession,
  unlock,
  warningsOf,
  newPassphrase,
  type PassphraseSource,
} from '../../../src/publish/keys/index.ts'
import { MAX_PASSPHRASE_BYTES, MIN_NEW_PASSPHRASE } from '../../../src/publish/keys/passphrase.ts'
import { parsePlainKey, type KeyRecord } from '../../../src/trust/index.ts'
import { DAY, NOW, PASSPHRASE, said, scratchKeys, SECRET, WISH } from './support.ts'

const sealed = { passphrase: SECRET, now: NOW }
const PLAIN = await createKey({ kind: 'plain', algorithm: 'P-256' }, WISH, sealed)
const MINISIGN = await createKey({ kind: 'minisign', algorithm: 'ed25519' }, WISH, sealed)
const OPENPGP = await createKey({ kind: 'openpgp', algorithm: 'ed25519' }, WISH, sealed)
const world = (passphrase: PassphraseSource) => ({ env: {}, passphrase, run: programs({}) })
const refused = (code: string) => ({ instanceOf: KeysError, code })

test('a key is kept by parts, 0600 in 0700, and opens with its passphrase', async (t) => {
  const folder = await scratchKeys(t)
  for (const key of [PLAIN, MINISIGN, OPENPGP]) await folder.add(key)
  t.is((await stat(folder.folder)).mode & 0o777, 0o700)
  for (const name of await readdir(folder.folder))
    t.is((await stat(join(folder.folder, name))).mode & 0o777, 0o600, name)
  t.deepEqual(
    (await folder.list()).keys.map(({ record }) => record.fingerprint).toSorted(),
    [PLAIN, MINISIGN, OPENPGP].map(({ record }) => record.fingerprint).toSorted(),
  )
  const found = await folder.find(PLAIN.record.fingerprint.slice(0, 8).toLowerCase())
  const opened = await openSigner(found, folder, world(said()))
  t.is(opened.kind, 'raw')
  const pgp = await openSigner(OPENPGP, folder, world(said()))
  t.is(pgp.kind === 'openpgp' && pgp.signer.fingerprint, OPENPGP.record.fingerprint)
  await t.throwsAsync(() => openSigner(found, folder, world(said('another one'))), refused('passphrase'))
  await t.throwsAsync(() => openSigner(OPENPGP, folder, world(said('another one'))), refused('passphrase'))
  await t.throwsAsync(() => folder.add(PLAIN), refused('exists'))
  const id = parsePlainKey(await folder.publicFile(MINISIGN.record), 'x').minisignId
  t.is(id, MINISIGN.record.minisignId ?? '')
})

test('each record proves that its holder has the key, and no other record does', async (t) => {
  for (const { record, publicText } of [PLAIN, MINISIGN, OPENPGP]) {
    const file = Buffer.from(publicText)
    const proves = (changed: Partial<KeyRecord>): Promise<boolean> =>
      provesPossession({ ...record, ...changed }, file)
    t.true(await proves({}), record.kind)
    t.true(await proves({ signUntil: NOW + DAY }))
    t.false(await proves({ holder: 'eve' }))
    t.false(await proves({ purpose: ['directory'] }))
    t.false(await proves({ fingerprint: 'AB'.repeat(32) }))
    t.false(await proves({ possession: { ...record.possession, at: NOW + 1 } }))
    t.false(await proves({ possession: { ...record.possession, signature: 'AAAA' } }))
  }
  t.false(await provesPossession(PLAIN.record, Buffer.from(MINISIGN.publicText)))
  t.false(await provesPossession(OPENPGP.record, Buffer.from(PLAIN.publicText)))
  t.false(
    await provesPossession({ ...MINISIGN.record, algorithm: 'P-256' }, Buffer.from(MINISIGN.publicText)),
  )
})

test('a folder or file that others may read, or that holds another key, is refused', async (t) => {
  const folder = await scratchKeys(t)
  await folder.add(PLAIN)
  await folder.add(MINISIGN)
  const [one, two] = [PLAIN, MINISIGN].map(({ record }) => join(folder.folder, `${record.fingerprint}.key`))
  if (one === undefined || two === undefined) throw new Error('two keys were added')
  await chmod(one, 0o640)
  await t.throwsAsync(() => openSigner(PLAIN, folder, world(said())), refused('key-file'))
  await rename(two, one)
  await t.throwsAsync(() => openSigner(PLAIN, folder, world(said())), refused('key-file'))
  await chmod(folder.folder, 0o755)
  await t.throwsAsync(() => folder.list(), refused('key-file'))
})

test('what is no record, or another’s, is told and left out', async (t) => {
  const folder = await scratchKeys(t)
  t.deepEqual(await folder.list(), { keys: [], problems: [] })
  await mkdir(folder.folder, { mode: 0o700 })
  await writeFile(join(folder.folder, `${'AB'.repeat(20)}.yaml`), 'no record', { mode: 0o600 })
  t.is((await folder.list()).problems.length, 1)
  for (const name of ['', 'AB', 'ABABABAB', '../../x'])
    await t.throwsAsync(() => folder.find(name), refused('no-key'))
})

test('a passphrase is asked for three times, and not a fourth', async (t) => {
  const typed = ['one', 'two', PASSPHRASE, PASSPHRASE]
  const asked: string[] = []
  const source: PassphraseSource = {
    kind: 'terminal',
    ask: async (question) => {
      asked.push(question)
      return typed.shift() ?? null
    },
  }
  const open = async (given: Buffer): Promise<string | null> =>
    given.toString() === PASSPHRASE ? 'open' : null
  t.is(await unlock('the key', source, open), 'open')
  t.is(asked.length, 3)
  typed.unshift('one', 'two', 'three')
  await t.throwsAsync(() => unlock('the key', source, open), refused('passphrase'))
  t.is(typed.length, 1)
  await t.throwsAsync(() => unlock('the key', { kind: 'none' }, open), refused('passphrase'))
  const long = 'x'.repeat(MAX_PASSPHRASE_BYTES)
  t.is(await unlock('the key', said(long), async (given) => given.length), MAX_PASSPHRASE_BYTES)
  await t.throwsAsync(() => unlock('the key', said(`${long}x`), open), refused('passphrase'))
})

test('a new passphrase is long enough, and typed twice alike', async (t) => {
  const typing = (...lines: readonly string[]): PassphraseSource => {
    const left = [...lines]
    return { kind: 'terminal', ask: async () => left.shift() ?? null }
  }
  t.is((await newPassphrase('a key', typing(PASSPHRASE, PASSPHRASE))).toString(), PASSPHRASE)
  await t.throwsAsync(
    () => newPassphrase('a key', typing(PASSPHRASE, 'another passphrase')),
    refused('passphrase'),
  )
  await t.throwsAsync(() => newPassphrase('a key', typing()), refused('passphrase'))
  t.is((await newPassphrase('a key', said('x'.repeat(MIN_NEW_PASSPHRASE)))).length, MIN_NEW_PASSPHRASE)
  await t.throwsAsync(
    () => newPassphrase('a key', said('x'.repeat(MIN_NEW_PASSPHRASE - 1))),
    refused('passphrase'),
  )
})

test('a key signs within its calendar and for its purpose alone', (t) => {
  const { record } = PLAIN
  const at =
    (now: number, changed: Partial<KeyRecord> = {}) =>
    () =>
      checkMaySign({ ...record, ...changed }, 'release', now)
  t.notThrows(at(NOW))
  t.notThrows(at(record.signUntil - 1))
  t.throws(at(NOW - 1), refused('state'))
  t.throws(at(record.signUntil), refused('state'))
  t.throws(at(record.verifyUntil), refused('state'))
  t.throws(at(NOW, { state: 'retired' }), refused('state'))
  t.throws(at(NOW, { state: 'verify-only' }), refused('state'))
  t.throws(at(NOW, { state: 'revoked' }), refused('revoked'))
  t.throws(() => checkMaySign(record, 'directory', NOW), refused('purpose'))
})

test('a rotation has its calendar; what would be in the past is now', (t) => {
  const { record } = PLAIN
  const on = NOW + 100 * DAY
  t.deepEqual(planRotation(record, on, NOW), {
    publishAt: on - 30 * DAY,
    dualAt: on - 14 * DAY,
    switchAt: on,
    oldVerifyUntil: record.verifyUntil,
    noticeDays: 16,
  })
  t.like(planRotation(record, NOW + 10 * DAY, NOW), { publishAt: NOW, dualAt: NOW, noticeDays: 0 })
  t.throws(() => planRotation(record, NOW, NOW), refused('calendar'))
  t.notThrows(() => planRotation(record, record.signUntil, NOW))
  t.throws(() => planRotation(record, record.signUntil + 1, NOW), refused('calendar'))
})

test('a key that ends is warned of at 60, 30, 14, 7 and 1 days', (t) => {
  const { record } = PLAIN
  const step = (days: number): number | null =>
    warningsOf([record], record.signUntil - days * DAY)[0]?.step ?? null
  t.deepEqual([61, 60, 31, 30, 14, 8, 7, 1.5, 1, 0.1, 0].map(step), [
    null,
    60,
    60,
    30,
    14,
    14,
    7,
    7,
    1,
    1,
    null,
  ])
  const later = { ...record, fingerprint: 'CD'.repeat(32), signUntil: record.signUntil + DAY }
  t.deepEqual(
    warningsOf([later, record], record.signUntil - 5 * DAY).map(({ daysLeft }) => daysLeft),
    [5, 6],
  )
})
