import { appendFile, chmod, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import test from 'ava'
import { KeysError } from '../../../src/publish/keys/index.ts'
import { SignError } from '../../../src/publish/sign/index.ts'
import { sha256Of } from '../../../src/encoding/index.ts'
import { DAY, NOW } from '../keys/support.ts'
import { makeWheel } from '../../world/index/index.ts'
import { certified, found, newKey, stage, trustIn } from './support.ts'

const [P256, ED25519, RSA, MINISIGN, OPENPGP, CMS] = await Promise.all([
  newKey('plain', 'P-256'),
  newKey('plain', 'ed25519'),
  newKey('plain', 'rsa'),
  newKey('minisign', 'ed25519'),
  newKey('openpgp', 'ed25519'),
  certified('p256'),
])
const ALL = [P256, MINISIGN, OPENPGP, CMS] as const
const refused = (code: string) => ({ instanceOf: SignError, code })

test('each form verifies under a keyring of its key, and neither over other bytes nor under another name’s key', async (t) => {
  const { open, sign, wheel } = await stage(t)
  const { released } = await sign(await open(...ALL))
  t.deepEqual(released.map(({ form }) => form).toSorted(), [
    'cms',
    'minisign',
    'openpgp',
    'publish',
    'sigstore',
  ])
  const bytes = await readFile(wheel)
  const trust = await trustIn(...ALL)
  const other = Buffer.concat([bytes, Buffer.from([0])])
  const strangers = await trustIn(
    ED25519,
    await newKey('minisign', 'ed25519'),
    await newKey('openpgp', 'ed25519'),
  )
  for (const { form, path } of released) {
    const evidence = { form, content: await readFile(path) }
    const judge = (content: Uint8Array, by = trust) =>
      found({ filename: basename(wheel), bytes: content }, evidence, by)
    t.deepEqual(await judge(bytes), ['ok'], form)
    t.notDeepEqual(await judge(other), ['ok'], form)
    t.notDeepEqual(await judge(bytes, strangers), ['ok'], form)
  }
})

test('plain keys of all kinds make envelopes that verify', async (t) => {
  const keys = [ED25519, RSA, await newKey('plain', 'P-384'), await newKey('plain', 'P-521')]
  for (const key of keys) {
    const { open, sign, wheel } = await stage(t)
    const { released } = await sign(await open(key), { forms: ['publish'] })
    const file = { filename: basename(wheel), bytes: await readFile(wheel) }
    const content = await readFile(released[0]?.path ?? '')
    t.deepEqual(
      await found(file, { form: 'publish', content }, await trustIn(key)),
      ['ok'],
      key.record.algorithm,
    )
  }
})

test('the same file signed twice has the same signatures, and the ledger has both', async (t) => {
  const { open, sign, ledger, wheel } = await stage(t)
  const keys = await open(...ALL)
  const [first, second] = [await sign(keys), await sign(keys, { now: NOW + 2 * DAY })]
  t.deepEqual(first.released, second.released)
  t.true(first.released.every(({ isDeterministic }) => isDeterministic))
  const { entries } = await ledger.read()
  t.is(entries.length, 2 * first.released.length)
  t.deepEqual(second.head, (await ledger.read()).head)
  const digest = sha256Of(await readFile(wheel))
  t.true(entries.every(({ subject }) => subject.sha256 === digest && subject.name === basename(wheel)))
  for (const { path, sha256 } of first.released) {
    t.is(sha256Of(await readFile(path)), sha256)
    t.true(entries.some(({ signature }) => signature === sha256))
  }
})

test('two people sign one after another: both signatures stay, in whichever order', async (t) => {
  const [dana, sam] = [
    P256,
    await newKey('plain', 'ed25519', { holder: 'sam', owner: 'Sam <sam@acme.example>' }),
  ]
  const pgp = [
    OPENPGP,
    await newKey('openpgp', 'ed25519', { holder: 'sam', owner: 'Sam <sam@acme.example>' }),
  ] as const
  const texts: string[][] = []
  for (const order of [0, 1]) {
    const { open, sign, folder } = await stage(t)
    const turns = [await open(dana, pgp[0]), await open(sam, pgp[1])]
    for (const keys of order === 0 ? turns : turns.toReversed())
      await sign(keys, { forms: ['publish', 'openpgp'] })
    const names = (await readdir(folder)).filter((name) => /\.(?:attestation|asc)$/.test(name)).toSorted()
    texts.push(await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8'))))
  }
  t.deepEqual(texts[0], texts[1])
  t.is(texts[0]?.[1]?.match(/"keyid"/g)?.length, 2)
})

test('signatures of other bytes under the same name are not kept', async (t) => {
  const { open, sign, wheel } = await stage(t)
  const forms = ['publish'] as const
  await sign(await open(ED25519), { forms })
  const other = makeWheel({ project: 'acme-pay', version: '1.0', files: { 'acme_pay.py': 'PAID = 0\n' } })
  await writeFile(wheel, other.bytes)
  const { released } = await sign(await open(P256), { forms })
  const text = await readFile(released[0]?.path ?? '', 'utf8')
  t.is(text.match(/"keyid"/g)?.length, 1)
})

test('nothing is written when one file, one form or the ledger fails', async (t) => {
  const { open, sign, folder, wheel, sdist, ledger } = await stage(t)
  const keys = await open(P256, MINISIGN)
  const before = await readdir(folder)
  const same = async (what: string): Promise<void> => {
    t.deepEqual(await readdir(folder), before, what)
    t.is((await ledger.read()).entries.length, 0, what)
  }
  await writeFile(join(folder, 'acme_pay-2.0-py3-none-any.whl'), 'no zip')
  before.push('acme_pay-2.0-py3-none-any.whl')
  before.sort()
  await t.throwsAsync(
    () => sign(keys, { files: [wheel, join(folder, 'acme_pay-2.0-py3-none-any.whl')] }),
    refused('artifact'),
  )
  await same('no archive')
  const cut = join(folder, 'acme_pay-3.0-py3-none-any.whl')
  await writeFile(cut, (await readFile(wheel)).subarray(0, 200))
  await t.throwsAsync(() => sign(keys, { files: [cut] }), refused('artifact'))
  await rm(cut)
  await same('an archive that is cut off')
  await t.throwsAsync(
    () => sign(keys, { files: [wheel, sdist, join(folder, 'none-1.0.tar.gz')] }),
    refused('artifact'),
  )
  await t.throwsAsync(() => sign(keys, { files: [wheel, wheel] }), refused('artifact'))
  await t.throwsAsync(() => sign(keys, { forms: ['publish', 'cms'] }), refused('form'))
  await t.throwsAsync(() => sign(keys, { forms: ['publish', 'slsa'] }), refused('record'))
  await t.throwsAsync(() => sign(keys, { output: join(folder, 'nowhere') }), refused('write'))
  await same('others')
  await mkdir(`${wheel}.minisig`)
  before.push(basename(`${wheel}.minisig`))
  before.sort()
  await t.throwsAsync(() => sign(keys), refused('write'))
  await same('a folder in the way')
  await rm(`${wheel}.minisig`, { recursive: true })
  before.splice(before.indexOf(basename(`${wheel}.minisig`)), 1)
  await sign(keys, { files: [sdist], output: join(folder, '..') })
  await appendFile(ledger.file, 'forged\n')
  await t.throwsAsync(() => sign(keys), { instanceOf: KeysError, code: 'ledger' })
  t.deepEqual(await readdir(folder), before)
})

test('signatures that can not be read are not written over: they may be others’', async (t) => {
  const { open, sign, wheel } = await stage(t)
  const path = `${wheel}.publish.attestation`
  await writeFile(path, ' '.repeat(2 * 1024 * 1024))
  await t.throwsAsync(sign(await open(P256), { forms: ['publish'] }), refused('write'))
  t.is((await readFile(path)).byteLength, 2 * 1024 * 1024)
})

test('a link in the place of a signature is not followed', async (t) => {
  const { open, sign, wheel, folder } = await stage(t)
  await writeFile(join(folder, 'precious'), 'precious')
  await symlink(join(folder, 'precious'), `${wheel}.minisig`)
  await t.throwsAsync(async () => sign(await open(MINISIGN)), refused('write'))
  t.is(await readFile(join(folder, 'precious'), 'utf8'), 'precious')
})

test('a key that may not sign writes nothing: expired, not yet, revoked, for something else', async (t) => {
  const { open, sign, folder } = await stage(t)
  const [key] = await open(MINISIGN)
  if (key === undefined) throw new Error('one key was opened')
  const before = await readdir(folder)
  const tries = [
    ['state', { signUntil: NOW + 1 }],
    ['state', { notBefore: NOW + 2 * DAY }],
    ['state', { state: 'retired' }],
    ['revoked', { state: 'revoked' }],
    ['purpose', { purpose: ['directory'] }],
  ] as const
  for (const [code, changed] of tries) {
    const record = {
      ...key.record,
      ...changed,
      purpose: 'purpose' in changed ? [...changed.purpose] : key.record.purpose,
    }
    await t.throwsAsync(() => sign([{ ...key, record }]), { instanceOf: KeysError, code })
  }
  t.deepEqual(await readdir(folder), before)
})

test('where a record is asked for, only what was built or reproduced here is signed', async (t) => {
  const { open, sign, wheel, folder } = await stage(t)
  const keys = await open(P256)
  const asked = { requireRecord: true } as const
  await t.throwsAsync(() => sign(keys, asked), refused('record'))
  const info = join(folder, 'acme_pay-1.0.buildinfo.json')
  const sha256 = sha256Of(await readFile(wheel))
  const record = (digest: string): string =>
    JSON.stringify({ outputs: [{ filename: basename(wheel), sha256: digest }] })
  await writeFile(info, record('00'.repeat(32)))
  await t.throwsAsync(() => sign(keys, asked), refused('record'))
  await t.throwsAsync(() => sign(keys), refused('record'), 'also where none is asked for: it is another file')
  await writeFile(info, record(sha256))
  t.deepEqual((await sign(keys, asked)).records, [{ artifact: basename(wheel), files: [basename(info)] }])
  await writeFile(info, 'no json')
  await t.throwsAsync(() => sign(keys, asked), refused('record'))
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: basename(wheel), digest: { sha256 } }],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: { buildType: 'x' },
      runDetails: { builder: { id: 'https://acme.example/builder' } },
    },
  }
  const payload = Buffer.from(JSON.stringify(statement)).toString('base64')
  const envelope = {
    payload,
    payloadType: 'application/vnd.in-toto+json',
    signatures: [{ sig: 'AA==', keyid: '' }],
  }
  await writeFile(join(folder, 'a.rebuild.json'), JSON.stringify(envelope))
  const { released, records } = await sign(keys, asked)
  t.deepEqual(records[0]?.files, ['a.rebuild.json'])
  const slsa = released.find(({ form }) => form === 'slsa')
  const file = { filename: basename(wheel), bytes: await readFile(wheel) }
  const content = await readFile(slsa?.path ?? '')
  t.deepEqual(await found(file, { form: 'slsa', content }, await trustIn(P256)), ['ok'])
})

test('times: not to come, not before the key was made, and otherwise as asked', async (t) => {
  const { open, sign, wheel } = await stage(t)
  const keys = await open(OPENPGP, MINISIGN)
  await t.throwsAsync(() => sign(keys, { at: NOW + 2 * DAY }), refused('time'))
  await t.throwsAsync(() => sign(keys, { at: NOW - DAY }), refused('time'))
  await t.throwsAsync(async () => sign(await open(CMS), { at: NOW - 20 * 365 * DAY }), refused('time'))
  await sign(keys, { at: NOW + 5 })
  t.regex(await readFile(`${wheel}.minisig`, 'utf8'), new RegExp(`timestamp:${NOW + 5}\t`))
})

test('a key that lies is found out', async (t) => {
  const { open, sign } = await stage(t)
  const [key] = await open(P256)
  if (key?.signer.kind !== 'raw') throw new Error('one plain key was opened')
  const signer = { ...key.signer.signer, sign: async () => Buffer.alloc(70) }
  await t.throwsAsync(() => sign([{ ...key, signer: { kind: 'raw', signer } }]), refused('signature'))
})

test('a file that changes while it is signed is not released', async (t) => {
  const { open, sign, wheel, folder } = await stage(t)
  const [key] = await open(P256)
  if (key?.signer.kind !== 'raw') throw new Error('one plain key was opened')
  const honest = key.signer.signer
  const signer = {
    ...honest,
    sign: async (data: Uint8Array) => {
      await appendFile(wheel, 'x')
      return await honest.sign(data)
    },
  }
  const before = await readdir(folder)
  await t.throwsAsync(() => sign([{ ...key, signer: { kind: 'raw', signer } }]), refused('artifact'))
  t.deepEqual(await readdir(folder), before)
})

test('a folder that can not be written to is an error with words', async (t) => {
  if (process.getuid?.() === 0) return t.pass()
  const { open, sign, folder } = await stage(t)
  await chmod(folder, 0o500)
  await t.throwsAsync(async () => sign(await open(P256)), refused('write'))
  return await chmod(folder, 0o700)
})
