import { chmod, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import test from 'ava'
import {
  addPerson,
  publishDirectory,
  revokeInDirectory,
  signDrafts,
  verifyDirectory,
} from '../../../src/publish/directory/index.ts'
import { withDirectoryLock } from '../../../src/sources/directory/directory-lock.ts'
import { filesOf } from '../../../src/sources/directory/places.ts'
import { revocationsKnown, SourcesError } from '../../../src/sources/index.ts'
import { fetchFrom } from '../../world/tuf/index.ts'
import { DAY, directoryOf, NOW, otherDirectory, person, releaseKey } from '../../publish/directory/people.ts'
import { scratchSources } from '../scratch.ts'
import { following, publishKey, withKey } from './following.ts'

const signal = new AbortController().signal

test('what a directory says is trusted: keyrings under their people’s contacts, states, and when it was heard', async (t) => {
  const home = await following(t)
  const { trust, directories, problems } = await home.sources.loadTrust()
  t.deepEqual(problems, [])
  const [ring] = trust.keyrings
  t.like(ring, { name: 'acme-release', plainKeys: [{ owner: 'dana <dana@acme.example>' }] })
  t.is(ring?.countsUntilMs, (NOW + 180 * DAY) * 1000)
  t.is(trust.standings[0]?.fingerprint, home.key.record.fingerprint)
  t.deepEqual(revocationsKnown(directories), { asOf: NOW, directories: 1 })
  t.deepEqual(await home.sources.keyringNames(), ['acme-release'])
  t.like(directories[0], { name: 'acme', introducedBy: 'code', keyrings: ['acme-release'], revocations: 0 })
})

test('a revocation is in the trust as soon as it is heard, and stays when the directory is left', async (t) => {
  const home = await following(t)
  const wish = { fingerprint: home.key.record.fingerprint, kind: 'hard', reason: 'compromised' } as const
  const [, erin] = home.people
  if (!erin) return t.fail()
  await revokeInDirectory(home.folder, wish, erin, NOW)
  const before = (await home.sources.loadTrust()).trust
  t.like(await home.hear(), { outcome: 'updated' })
  t.like(await home.hear(), { outcome: 'unchanged' })
  const { trust } = await home.sources.loadTrust()
  t.not(trust.digest, before.digest)
  const ended = trust.standings.filter((each) => each.ended !== null)
  t.like(ended, [{ fingerprint: wish.fingerprint, ended: { kind: 'hard', sinceMs: null } }])
  t.true(await home.sources.leaveDirectory('acme'))
  const left = (await home.sources.loadTrust()).trust
  t.deepEqual(left.keyrings, [])
  t.is(left.standings.length, 1)
  t.false(await home.sources.leaveDirectory('acme'))
})

test('revocations that can’t be read stop everything: nobody knows which keys are lost', async (t) => {
  const home = await following(t)
  const { revocationsFile: file } = home.paths
  const stops = async (hint: RegExp) => {
    const error = await t.throwsAsync(home.sources.loadTrust(), { code: 'directory' })
    if (!(error instanceof SourcesError)) return t.fail()
    t.true(error.message.includes(file))
    t.regex(error.message, /nobody knows which keys are lost/)
    t.regex(error.hint ?? '', hint)
  }
  for (const junk of ['{', '{"v":1,"revocations":[{"directory":"a","path":"b","text":"{}"}]}']) {
    await writeFile(file, junk, { mode: 0o600 })
    await stops(/from a copy/)
  }
  await writeFile(file, '{"v":1,"revocations":[]}')
  await chmod(file, 0o666)
  await stops(/^chmod go-w .* from a copy/)
  await rm(file)
  await mkdir(file)
  await stops(/from a copy/)
  await rm(file, { recursive: true })
  await symlink('nowhere', file)
  await stops(/from a copy/)
  await rm(file)
  await t.notThrowsAsync(home.sources.loadTrust())
})

test('where kept revocations were removed, those that were heard hold all the same, and are kept again', async (t) => {
  const home = await following(t)
  const { fingerprint } = home.key.record
  const wish = { fingerprint, kind: 'hard', reason: 'compromised' } as const
  await revokeInDirectory(home.folder, wish, home.first, NOW)
  await home.hear()
  const kept = await readFile(home.paths.revocationsFile, 'utf8')
  const before = (await home.sources.loadTrust()).trust
  await rm(home.paths.revocationsFile)
  const { trust } = await home.sources.loadTrust()
  t.like(
    trust.standings.filter((each) => each.ended !== null),
    [{ fingerprint, ended: { kind: 'hard' } }],
  )
  t.is(trust.digest, before.digest)
  t.like(await home.hear(), { outcome: 'unchanged' })
  t.is(await readFile(home.paths.revocationsFile, 'utf8'), kept)
})

test('a key that several revoked is one key that is revoked', async (t) => {
  const home = await following(t)
  const { fingerprint } = home.key.record
  for (const by of home.people.slice(0, 2))
    await revokeInDirectory(home.folder, { fingerprint, kind: 'soft', reason: 'retired' }, by, NOW)
  await home.hear()
  t.like((await home.sources.loadTrust()).directories[0], { revocations: 2, revokedKeys: 1 })
})

test('a directory is joined by the code alone: another root, or none, and nothing is written', async (t) => {
  const { folder } = await directoryOf(t)
  const code = (await verifyDirectory((await otherDirectory(t)).folder, NOW)).introduction ?? ''
  const { sources } = await scratchSources(t)
  const join = (introduction: string | null, confirm = false) =>
    sources.joinDirectory(
      { name: 'acme', where: folder, introduction, confirm: () => Promise.resolve(confirm) },
      { now: NOW, signal },
    )
  await t.throwsAsync(join(code), { code: 'introduction' })
  await t.throwsAsync(join('junk'), { code: 'directory' })
  await t.throwsAsync(join(code.replace(/^1-/, '2-')), { code: 'unreachable' })
  t.is(await join(null), null)
  t.deepEqual(await sources.directoryNames(), [])
  t.like(await join(null, true), { outcome: 'updated' })
  t.like((await sources.loadTrust()).directories[0], { introducedBy: 'person' })
  await t.throwsAsync(join(code), { code: 'directory' })
})

test('one that does not hold is not joined', async (t) => {
  const { folder } = await directoryOf(t)
  const code = (await verifyDirectory(folder, NOW)).introduction ?? ''
  const { sources } = await scratchSources(t)
  const wish = { name: 'acme', where: folder, introduction: code, confirm: () => Promise.resolve(true) }
  const outcome = await sources.joinDirectory(wish, { now: NOW + 99 * DAY, signal })
  t.like(outcome, { outcome: 'refused', code: 'frozen', reason: 'TC3603' })
  t.deepEqual(await sources.directoryNames(), [])
})

test('what was heard of another directory under a name vouches for none that is joined under it later', async (t) => {
  const home = await following(t)
  const { state: left } = filesOf(home.paths, 'acme')
  const heard = await readFile(left)
  await home.sources.leaveDirectory('acme')
  await writeFile(left, heard, { mode: 0o600 })
  const { folder } = await otherDirectory(t)
  const introduction = (await verifyDirectory(folder, NOW)).introduction ?? ''
  const wish = { name: 'acme', where: folder, introduction, confirm: () => Promise.resolve(false) }
  t.like(await home.sources.joinDirectory(wish, { now: NOW, signal }), { outcome: 'updated', where: folder })
  t.deepEqual((await home.sources.loadTrust()).trust.keyrings, [])
})

test('a directory that another process asks is neither left nor moved', async (t) => {
  const home = await following(t)
  const how = {
    work: async () => {
      await t.throwsAsync(home.sources.leaveDirectory('acme'), {
        code: 'directory',
        message: /is being asked/,
      })
      await t.throwsAsync(home.sources.moveDirectory('acme', home.folder), { code: 'directory' })
    },
    busy: () => t.fail(),
  }
  await withDirectoryLock(home.paths, 'acme', how)
  t.true(await home.sources.leaveDirectory('acme'))
})

test('by URL as by folder; files that are there are not asked for again', async (t) => {
  const kept = await withKey(t)
  const asked: string[] = []
  const files = new Map<string, Uint8Array>()
  const address = 'https://keys.example/acme'
  const home = await following(t, { kept, fetch: fetchFrom(address, files, asked) })
  const { readdir } = await import('node:fs/promises')
  const read = async () => {
    for (const entry of await readdir(home.folder, { recursive: true, withFileTypes: true })) {
      const path = `${entry.parentPath}/${entry.name}`
      if (entry.isFile()) files.set(path.slice(home.folder.length + 1), await readFile(path))
    }
  }
  await read()
  await home.sources.moveDirectory('acme', address)
  t.like(await home.hear(), { outcome: 'unchanged', where: address })
  t.deepEqual(asked, ['2.root.json', 'timestamp.json'])
  await publishKey(home, releaseKey(home.first))
  await read()
  asked.length = 0
  t.like(await home.hear(), { outcome: 'updated' })
  t.is(asked.filter((path) => path.startsWith('targets/')).length, 2)
  t.is((await home.sources.loadTrust()).trust.keyrings[0]?.plainKeys.length, 2)
})

test('out of reach, what is there stays; what was heard says since when', async (t) => {
  const home = await following(t)
  t.like(await home.hear({ from: '/nowhere', now: NOW + DAY }), { outcome: 'refused', reason: 'TC3606' })
  const { trust, directories } = await home.sources.loadTrust()
  t.is(trust.keyrings.length, 1)
  t.like(directories[0], { heardAt: NOW, failed: { code: 'unreachable', at: NOW + DAY } })
  await publishDirectory(home.folder, home.first, NOW + 2 * DAY)
  await home.hear({ now: NOW + 2 * DAY })
  t.like((await home.sources.loadTrust()).directories[0], { heardAt: NOW + 2 * DAY, failed: null })
})

test('a keyring’s name is one source’s: what is kept here goes before, and it is told', async (t) => {
  const home = await following(t)
  const own = releaseKey(home.first)
  await home.sources.importKeys('acme-release', own.publicFile, 'Own <own@acme.example>')
  const { trust, problems } = await home.sources.loadTrust()
  t.deepEqual(
    trust.keyrings.map(({ plainKeys }) => plainKeys.map(({ owner }) => owner)),
    [['Own <own@acme.example>']],
  )
  t.is(problems.length, 1)
  t.is(trust.standings.length, 1)
})

test('a rotation is followed from the root that was known, step by step', async (t) => {
  const home = await following(t)
  const [dana, erin] = home.people
  if (!dana || !erin) return t.fail()
  const next = person('dana')
  await addPerson(home.folder, { name: 'dana', contact: null, publicKey: next.publicKey, roles: null }, NOW)
  for (const each of [dana, erin, next]) await signDrafts(home.folder, each, NOW)
  await publishDirectory(home.folder, erin, NOW)
  t.like(await home.hear(), { outcome: 'updated', versions: { root: 2 } })
  t.is((await home.sources.loadTrust()).trust.keyrings.length, 1)
})
