import { mkdir, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { generateKey } from 'openpgp'
import { SourcesError } from '../../src/sources/index.ts'
import { MAX_KEY_FILE_BYTES } from '../../src/sources/key-store.ts'
import { MAX_WKD_FILES, wkdName } from '../../src/sources/wkd-folder.ts'
import { certificate, keyRevocation, newKey, packet, user, userId } from '../verify/openpgp-cases/forge.ts'
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

/** A file of a Web Key Directory: the key of `dana@acme.example`. */
async function placeKey(folder: string, name = wkdName('dana')): Promise<string> {
  const key = newKey()
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, name), certificate(key, user(key)))
  return key.fingerprint.toString('hex').toUpperCase()
}

test('the name of a key in a Web Key Directory is the one of the specification’s example', (t) => {
  t.is(wkdName('Joe.Doe'), 'iy9q119eutrkn8s1mk4r39qejnbu3n5q')
})

test('all keys of a Web Key Directory are imported, wherever one begins to look', async (t) => {
  const { sources, paths } = await scratchSources(t)
  const web = join(paths.keysDir, '..', 'web')
  const direct = await placeKey(join(web, '.well-known/openpgpkey/hu'))
  const advanced = await placeKey(join(web, 'openpgpkey/acme.example/hu'))
  await writeFile(join(web, 'openpgpkey/acme.example/policy'), '')
  await writeFile(join(web, 'openpgpkey/acme.example/hu/README'), 'no key')
  const found = async (folder: string) =>
    (await sources.importKeyFolder('acme', join(web, folder)))
      .map(({ fingerprint }) => fingerprint)
      .toSorted()
  t.deepEqual(await found(''), [direct, advanced].toSorted())
  t.deepEqual(await found('.well-known/openpgpkey'), [direct])
  t.deepEqual(await found('.well-known/openpgpkey/hu'), [direct])
  t.deepEqual(await found('openpgpkey'), [advanced])
  t.deepEqual(await found('openpgpkey/acme.example'), [advanced])
  t.is((await sources.listKeys()).keys.length, 2)
})

test('a directory without keys, and a key under another’s name or domain, are refused, and nothing is kept', async (t) => {
  const { sources, paths } = await scratchSources(t)
  const web = join(paths.keysDir, '..', 'web')
  await mkdir(join(web, 'empty'), { recursive: true })
  await placeKey(join(web, 'name/openpgpkey/hu'))
  await placeKey(join(web, 'name/openpgpkey/hu'), wkdName('kim'))
  await placeKey(join(web, 'domain/openpgpkey/other.example/hu'))
  await mkdir(join(web, 'links/openpgpkey'), { recursive: true })
  await symlink(join(web, 'name/openpgpkey/hu'), join(web, 'links/openpgpkey/linked.example'))
  for (const folder of ['empty', 'name', 'domain', 'links', 'nowhere']) {
    await t.throwsAsync(sources.importKeyFolder('acme', join(web, folder)), { code: 'key' }, folder)
  }
  t.deepEqual((await sources.listKeys()).keys, [])
})

test('the number of files of a directory is bounded', async (t) => {
  const { sources, paths } = await scratchSources(t)
  const folder = join(paths.keysDir, '..', 'web/openpgpkey/hu')
  await mkdir(folder, { recursive: true })
  for (let at = 0; at <= MAX_WKD_FILES; at += 1) await writeFile(join(folder, wkdName(`person${at}`)), '')
  const error = await t.throwsAsync(sources.importKeyFolder('acme', folder), { code: 'key' })
  t.true(error.message.includes(`${MAX_WKD_FILES + 1}`))
})

test('an older copy takes no revocation away, beside it or afterwards', async (t) => {
  const { sources } = await scratchSources(t)
  const key = newKey()
  const older = certificate(key, user(key))
  const revoked = certificate(key, keyRevocation(key), user(key))
  await t.throwsAsync(sources.importKeys('acme', Buffer.concat([revoked, older])), { code: 'key' })
  await sources.importKeys('acme', older)
  await sources.importKeys('acme', revoked)
  await t.throwsAsync(sources.importKeys('acme', older), { code: 'key' })
  t.like((await sources.listKeys()).keys[0], { key: { revoked: true } })
})

test('a key that is too large to be read again is not stored', async (t) => {
  const { sources } = await scratchSources(t)
  const key = newKey()
  const photo = packet(17, Buffer.alloc(MAX_KEY_FILE_BYTES))
  await t.throwsAsync(sources.importKeys('acme', certificate(key, userId(), photo)), { code: 'key' })
  t.deepEqual(await sources.keyringNames(), [])
})
