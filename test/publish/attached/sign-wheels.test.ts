import { appendFile, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { sha256Of } from '../../../src/encoding/index.ts'
import {
  AttachedError,
  attachJws,
  signWheels,
  type AttachRequest,
  type AttachResult,
} from '../../../src/publish/attached/index.ts'
import { wheelFiles } from '../../../src/publish/canonical/index.ts'
import { KeysError } from '../../../src/publish/keys/index.ts'
import { SignError, type OpenKey } from '../../../src/publish/sign/index.ts'
import { buildZip } from '../../artifact/zip-builder.ts'
import { pemPair } from '../../verify/plain/signing.ts'
import { codesOf } from '../../verify/support.ts'
import { DAY, NOW } from '../keys/support.ts'
import { certified, newKey, stage, trustIn, type Stage } from '../sign/support.ts'
import { factsOfWheel, forgedWheel, INFO, jws, plainWheel, signerOf } from './signed-wheel.ts'

const [ED25519, P256, P384, MINISIGN, CMS] = await Promise.all([
  newKey('plain', 'ed25519'),
  newKey('plain', 'P-256'),
  newKey('plain', 'P-384'),
  newKey('minisign', 'ed25519'),
  certified('p256'),
])
const NAME = 'foo-1.0-py3-none-any.whl'

interface Bench extends Stage {
  readonly foo: string
  readonly attach: (keys: readonly OpenKey[], changed?: Partial<AttachRequest>) => Promise<AttachResult>
}

/** A folder with a wheel `foo` and the rest of a release. */
async function bench(t: ExecutionContext, wheel: Uint8Array = plainWheel()): Promise<Bench> {
  const own = await stage(t)
  const foo = join(own.folder, NAME)
  await writeFile(foo, wheel)
  const attach: Bench['attach'] = (keys, changed = {}) =>
    signWheels({
      files: [foo],
      keys,
      at: null,
      now: NOW + DAY,
      actor: 'dana',
      requireRecord: false,
      output: null,
      ledger: own.ledger,
      progress: () => undefined,
      ...changed,
    })
  return { ...own, foo, attach }
}

/** All files of the folder with their digests. */
async function contentsOf(folder: string): Promise<object> {
  const names = (await readdir(folder)).toSorted()
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, sha256Of(await readFile(join(folder, name)))])),
  )
}

for (const [form, key] of [
  ['RECORD.jws', ED25519],
  ['RECORD.jws', P256],
  ['RECORD.p7s', CMS],
] as const) {
  test(`a ${form} by a ${key.record.kind} ${key.record.algorithm} key is accepted under its keyring, and by nobody else’s`, async (t) => {
    const { foo, attach, open, ledger } = await bench(t)
    const { released, head } = await attach(await open(key))
    const wheel = await readFile(foo)
    const sha256 = sha256Of(wheel)
    t.like(released, [{ artifact: NAME, form, path: foo, sha256, keys: [key.record.fingerprint] }])
    t.deepEqual(codesOf(await factsOfWheel(wheel, await trustIn(key), NOW + DAY), 'signature'), ['ok'])
    const other = await factsOfWheel(wheel, await trustIn(P384), NOW + DAY)
    t.false(codesOf(other, 'signature').includes('ok'))
    t.like((await ledger.read()).entries, [{ form, subject: { name: NAME, sha256 }, seq: head.seq }])
  })
}

test('a wheel that is changed after it was signed counts no more', async (t) => {
  const { foo, attach, open } = await bench(t)
  await attach(await open(ED25519))
  const files = (await wheelFiles(await readFile(foo))).map(({ name, content }) => ({
    name,
    content: Buffer.from(content),
  }))
  const changed = files.map((file) =>
    file.name === 'foo.py' ? { ...file, content: Buffer.from('x = 2\n') } : file,
  )
  const grown = [...files, { name: 'evil.pth', content: Buffer.from('x') }]
  const codesIn = async (parts: Parameters<typeof buildZip>[0]) =>
    codesOf(await factsOfWheel(buildZip(parts), await trustIn(ED25519), NOW + DAY), 'signature')
  t.deepEqual(await codesIn(files), ['ok'])
  for (const parts of [changed, grown]) t.deepEqual(await codesIn(parts), ['TC3513'])
})

test('a plain key and one with a certificate sign one wheel in one go, and a second person later', async (t) => {
  const { foo, attach, open } = await bench(t)
  const [plain, second, certificate] = await open(ED25519, P256, CMS)
  if (!plain || !second || !certificate) return t.fail()
  t.deepEqual(
    (await attach([plain, certificate])).released.map(({ form }) => form),
    ['RECORD.jws', 'RECORD.p7s'],
  )
  await attach([second])
  const facts = await factsOfWheel(await readFile(foo), await trustIn(ED25519, P256, CMS), NOW + DAY)
  t.deepEqual(codesOf(facts, 'signature'), ['ok', 'ok', 'ok'])
})

test('who signed already signs no second time, and nobody’s certificate takes another’s place', async (t) => {
  const { folder, attach, open, ledger } = await bench(t)
  const [plain, second, certificate] = await open(ED25519, P256, CMS)
  if (!plain || !second || !certificate) return t.fail()
  await attach([plain, certificate])
  const before = await contentsOf(folder)
  for (const keys of [[plain], [second, plain], [certificate]])
    await t.throwsAsync(attach(keys), { instanceOf: AttachedError, code: 'signed' })
  t.deepEqual(await contentsOf(folder), before)
  t.is((await ledger.read()).head.seq, 2)
})

test('signatures of others over a RECORD in another form are not made void', async (t) => {
  const pair = pemPair('ed25519')
  const inside = await wheelFiles(plainWheel())
  const record = Buffer.from(inside.find(({ name }) => name === `${INFO}/RECORD`)?.content ?? [])
  const foreign = forgedWheel({
    record: `${record.toString().trimEnd().split('\n').toReversed().join('\n')}\n`,
    name: `${INFO}/RECORD.p7s`,
    signature: (text) => jws(pair, text),
  })
  const { attach, open, foo } = await bench(t, foreign)
  await t.throwsAsync(attach(await open(ED25519)), { instanceOf: AttachedError, code: 'signed' })
  t.deepEqual(await readFile(foo), foreign)
  await writeFile(foo, await attachJws(plainWheel(), [signerOf(pair)]))
  await t.notThrowsAsync(attach(await open(ED25519)), 'in the canonical form they stay')
})

test('all wheels or none: an sdist, a signed, a broken or a doubled one among them, and nothing is written', async (t) => {
  const { folder, foo, wheel, sdist, attach, open, ledger } = await bench(t)
  const keys = await open(ED25519)
  const broken = join(folder, 'bar-1.0-py3-none-any.whl')
  await writeFile(broken, 'PK\u0003\u0004 and no more of a zip archive than that')
  const link = join(folder, 'link-1.0-py3-none-any.whl')
  await symlink(foo, link)
  const before = await contentsOf(folder)
  for (const other of [sdist, broken, link, foo, join(folder, 'nowhere-1.0-py3-none-any.whl')]) {
    await t.throwsAsync(attach(keys, { files: [wheel, foo, other] }), undefined, basename(other))
    t.deepEqual(await contentsOf(folder), before, basename(other))
  }
  const isFile = { instanceOf: AttachedError, code: 'file' }
  await t.throwsAsync(attach(keys, { files: [foo, sdist] }), isFile)
  await t.throwsAsync(attach(keys, { files: [foo, foo] }), isFile)
  t.is((await ledger.read()).head.seq, 0)
})

test('without the ledger no wheel is changed, and the ledger knows the wheel before anybody sees it', async (t) => {
  const { folder, foo, attach, open, ledger } = await bench(t)
  const keys = await open(ED25519)
  const before = await contentsOf(folder)
  const append: typeof ledger.append = async (made) => {
    t.is(sha256Of(await readFile(foo)), sha256Of(plainWheel()))
    return await ledger.append(made)
  }
  await attach(keys, { ledger: { ...ledger, append }, output: await madeIn(folder, 'signed') })
  await rm(join(folder, 'signed'), { recursive: true })
  await appendFile(ledger.file, 'x\n')
  await t.throwsAsync(attach(keys), { instanceOf: KeysError, code: 'ledger' })
  t.deepEqual(await contentsOf(folder), before)
})

test('a wheel that changes while it is signed is left as it is then', async (t) => {
  const { foo, attach, open } = await bench(t)
  const [key] = await open(ED25519)
  if (key?.signer.kind !== 'raw') return t.fail()
  const { signer } = key.signer
  const slow = async (data: Uint8Array) => {
    await writeFile(foo, plainWheel({ 'other.py': '' }))
    return await signer.sign(data)
  }
  const keys = [{ ...key, signer: { kind: 'raw' as const, signer: { ...signer, sign: slow } } }]
  await t.throwsAsync(attach(keys), { instanceOf: AttachedError, code: 'file' })
  t.deepEqual(await readFile(foo), plainWheel({ 'other.py': '' }))
})

test('keys that sign nothing inside, ended keys, times to come and missing records are refused', async (t) => {
  const { folder, foo, attach, open } = await bench(t)
  const [plain, large, minisign, certificate] = await open(ED25519, P384, MINISIGN, CMS)
  if (!plain || !large || !minisign || !certificate) return t.fail()
  const before = await contentsOf(folder)
  const isKey = { instanceOf: AttachedError, code: 'key' }
  await t.throwsAsync(attach([large]), isKey)
  await t.throwsAsync(attach([plain, minisign]), isKey)
  await t.throwsAsync(attach([certificate, certificate]), isKey)
  const ended = { ...plain, record: { ...plain.record, state: 'retired' as const } }
  await t.throwsAsync(attach([ended]), { instanceOf: KeysError, code: 'state' })
  await t.throwsAsync(attach([certificate], { at: NOW + 2 * DAY }), { instanceOf: SignError, code: 'time' })
  await t.throwsAsync(attach([plain], { requireRecord: true }), { instanceOf: SignError, code: 'record' })
  t.deepEqual(await contentsOf(folder), before)
  const outputs = [{ filename: NAME, sha256: sha256Of(await readFile(foo)) }]
  await writeFile(join(folder, 'foo.buildinfo.json'), JSON.stringify({ outputs }))
  const { records } = await attach([plain], { requireRecord: true })
  t.deepEqual(records, [{ artifact: NAME, files: ['foo.buildinfo.json'] }])
})

async function madeIn(folder: string, name: string): Promise<string> {
  const made = join(folder, name)
  await mkdir(made)
  return made
}
