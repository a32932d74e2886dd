import { chmod, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { SourcesError } from '../../src/sources/index.ts'
import { known } from '../protocol/samples.ts'
import { minisignPair, pemPair, plainKey } from '../verify/plain/signing.ts'
import { scratchSources } from './scratch.ts'

const OWNER = 'Dana <dana@acme.example>'

test('plain keys are imported, trusted under their owner, listed and removed by their full fingerprint', async (t) => {
  const { sources, paths } = await scratchSources(t)
  const [pem, mini] = [pemPair(), minisignPair()]
  await sources.importKeys('acme', pem.pem, OWNER)
  await sources.importKeys('acme', mini.file, 'Sam <sam@acme.example>')
  await sources.importKeys('other', pem.pem, OWNER)
  const { fingerprint } = plainKey(pem)
  t.true((await readdir(join(paths.keysDir, 'acme'))).includes(`${fingerprint.toUpperCase()}.json`))
  const { trust, problems } = await sources.loadTrust()
  t.deepEqual(problems, [])
  const told = trust.keyrings.flatMap(({ name, plainKeys }) =>
    plainKeys.map(({ owner, minisignId }) => `${name}: ${owner}, ${minisignId ?? 'PEM'}`),
  )
  t.deepEqual(told.toSorted(), [
    `acme: ${OWNER}, PEM`,
    'acme: Sam <sam@acme.example>, EFCDAB8967452301',
    `other: ${OWNER}, PEM`,
  ])
  t.is((await sources.listKeys()).plainKeys.length, 3)
  t.deepEqual(await sources.removeKey(fingerprint), ['acme', 'other'])
  t.deepEqual(await sources.removeKey(fingerprint.toUpperCase()), [])
  t.is((await sources.listKeys()).plainKeys.length, 1)
})

test('importing a key again puts its new owner in place of the old one', async (t) => {
  const { sources } = await scratchSources(t)
  const { pem } = pemPair()
  await sources.importKeys('acme', pem, 'Sam')
  await sources.importKeys('acme', pem, OWNER)
  t.deepEqual(
    (await sources.listKeys()).plainKeys.map(({ key }) => key.owner),
    [OWNER],
  )
})

test('a plain key needs an owner of words, and nothing is kept without', async (t) => {
  const { sources, paths } = await scratchSources(t)
  for (const owner of [null, '', '  ', 'a\nb', 'a\u202Eb', '\uD800', 'x'.repeat(201)]) {
    const refusal = { instanceOf: SourcesError, code: 'key' } as const
    await t.throwsAsync(sources.importKeys('acme', pemPair().pem, owner), refusal, String(owner))
  }
  await t.throwsAsync(readdir(paths.keysDir), { code: 'ENOENT' })
  await sources.importKeys('acme', pemPair().pem, 'x'.repeat(200))
  t.is((await sources.listKeys()).plainKeys.length, 1)
})

test('an OpenPGP key says itself whose it is', async (t) => {
  const { sources } = await scratchSources(t)
  const armor = Buffer.from('-----BEGIN PGP PUBLIC KEY BLOCK-----\n')
  await t.throwsAsync(sources.importKeys('acme', armor, OWNER), { instanceOf: SourcesError, code: 'key' })
})

const BROKEN: readonly (readonly [string, (stored: Record<string, unknown>) => string])[] = [
  ['no JSON', () => 'junk'],
  ['a key twice', (stored) => JSON.stringify(stored).replace('{', '{"owner":"Eve",')],
  ['another format', (stored) => JSON.stringify({ ...stored, format: 2 })],
  ['a field that there is not', (stored) => JSON.stringify({ ...stored, extra: 1 })],
  ['no owner', (stored) => JSON.stringify({ ...stored, owner: '' })],
  [
    'another key',
    (stored) =>
      JSON.stringify({ ...stored, publicKey: Buffer.from(plainKey(pemPair()).key.spki).toString('base64') }),
  ],
  ['no key', (stored) => JSON.stringify({ ...stored, publicKey: 'AAAA' })],
  [
    'base64 that is not canonical',
    (stored) => JSON.stringify({ ...stored, publicKey: `${String(stored['publicKey'])} ` }),
  ],
  ['an id that is none', (stored) => JSON.stringify({ ...stored, minisignId: 'x' })],
  ['too much', (stored) => JSON.stringify(stored) + ' '.repeat(16 * 1024)],
]

for (const [name, change] of BROKEN) {
  test(`left out and named: a file with ${name}`, async (t) => {
    const { sources, paths } = await scratchSources(t)
    await sources.importKeys('acme', pemPair().pem, OWNER)
    const folder = join(paths.keysDir, 'acme')
    const path = join(folder, known((await readdir(folder))[0]))
    const stored: Record<string, unknown> = JSON.parse(await readFile(path, 'utf8'))
    await writeFile(path, change(stored))
    const { trust, problems } = await sources.loadTrust()
    t.deepEqual(
      trust.keyrings.map(({ plainKeys }) => plainKeys.length),
      [0],
    )
    t.is(problems.length, 1)
    t.true(problems[0]?.includes(path))
  })
}

test('a file under another name, one that others may write, and a folder are left out', async (t) => {
  const { sources, paths } = await scratchSources(t)
  const folder = join(paths.keysDir, 'acme')
  await sources.importKeys('acme', pemPair().pem, OWNER)
  await rename(join(folder, known((await readdir(folder))[0])), join(folder, `${'A'.repeat(64)}.json`))
  await sources.importKeys('acme', pemPair().pem, OWNER)
  const own = known((await readdir(folder)).find((name) => !name.startsWith('AAAA')))
  await chmod(join(folder, own), 0o622)
  await mkdir(join(folder, `${'B'.repeat(64)}.json`))
  const { trust, problems } = await sources.loadTrust()
  t.deepEqual(
    trust.keyrings.map(({ plainKeys }) => plainKeys.length),
    [0],
  )
  t.is(problems.length, 3)
})
