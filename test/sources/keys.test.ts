import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { generateKey } from 'openpgp'
import { SourcesError } from '../../src/sources/index.ts'
import { known } from '../protocol/samples.ts'
import { scratchSources } from './scratch.ts'

async function publicKey(name: string): Promise<Uint8Array> {
  const { publicKey: armored } = await generateKey({
    userIDs: [{ name, email: `${name}@acme.example` }],
    format: 'armored',
  })
  return Buffer.from(armored)
}

test('keys are imported, listed, trusted and removed', async (t) => {
  const { sources, paths } = await scratchSources(t)
  const before = await sources.loadTrust()
  t.deepEqual(before.trust.keyrings, [])
  const {
    keys: [key],
  } = await sources.importKeys('acme', await publicKey('dana'))
  const { fingerprint } = known(key)
  t.deepEqual(await readdir(join(paths.keysDir, 'acme')), [`${fingerprint}.asc`])
  t.deepEqual(
    (await sources.listKeys()).keys.map(({ keyring, key: each }) => [keyring, each.fingerprint]),
    [['acme', fingerprint]],
  )
  const after = await sources.loadTrust()
  t.not(after.trust.digest, before.trust.digest)
  await sources.importKeys('other', await readFile(join(paths.keysDir, 'acme', `${fingerprint}.asc`)))
  t.deepEqual(await sources.removeKey(fingerprint.toLowerCase()), ['acme', 'other'])
  t.deepEqual(await sources.removeKey(fingerprint), [])
  t.is((await sources.loadTrust()).trust.digest, before.trust.digest)
})

test('names and fingerprints that are paths, or are too short, are refused', async (t) => {
  const { sources } = await scratchSources(t)
  const key = await publicKey('dana')
  for (const name of ['', '..', '../x', 'a/b', '.hidden', 'A', 'x'.repeat(65)]) {
    await t.throwsAsync(sources.importKeys(name, key), { instanceOf: SourcesError, code: 'keyring' }, name)
  }
  await t.throwsAsync(sources.removeKey('../../x'), { instanceOf: SourcesError, code: 'key' })
  await t.throwsAsync(sources.removeKey('DEADBEEF'), { instanceOf: SourcesError, code: 'key' })
})

test('a file that is broken, or holds another key than its name says, is left out and named', async (t) => {
  const { sources, paths } = await scratchSources(t)
  const {
    keys: [key],
  } = await sources.importKeys('acme', await publicKey('dana'))
  const folder = join(paths.keysDir, 'acme')
  await rename(join(folder, `${known(key).fingerprint}.asc`), join(folder, `${'A'.repeat(40)}.asc`))
  await writeFile(join(folder, `${'B'.repeat(40)}.asc`), 'junk')
  await mkdir(join(folder, `${'C'.repeat(40)}.asc`))
  const { trust, problems } = await sources.loadTrust()
  t.deepEqual(
    trust.keyrings.map(({ keys }) => keys.length),
    [0],
  )
  t.is(problems.length, 3)
})
