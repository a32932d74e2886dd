import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import {
  addKey,
  addPerson,
  initDirectory,
  publishDirectory,
  removePerson,
  revokeInDirectory,
  rotateRoot,
  signDrafts,
  verifyDirectory,
} from '../../../src/publish/directory/index.ts'
import { DirectoryError } from '../../../src/publish/directory/directory-error.ts'
import { DAY, directoryOf, NOW, person, releaseKey, scratchFolder, shown } from './people.ts'

test('a directory begins with the people it asks for, and is read as a follower reads it', async (t) => {
  const { folder, people } = await directoryOf(t)
  const report = await verifyDirectory(folder, NOW)
  t.deepEqual(
    report.people.map(({ name }) => name),
    ['dana', 'erin', 'sam'],
  )
  t.deepEqual(report.thresholds, { root: 2, keys: 2, policy: 2 })
  t.deepEqual(report.signing, [])
  t.regex(report.introduction ?? '', /^1-[A-Z2-7]{4}(?:-[A-Z2-7]{4}){7}$/)
  t.is(people.length, 3)
  t.deepEqual((await readdir(folder)).toSorted(), [
    '1.keys.json',
    '1.policy.json',
    '1.revocations.json',
    '1.root.json',
    '1.snapshot.json',
    '1.targets.json',
    'targets',
    'timestamp.json',
  ])
})

test('below its threshold nothing is published, and nothing is written', async (t) => {
  const folder = await scratchFolder(t)
  const [dana, erin] = [person('dana'), person('erin')]
  await initDirectory(folder, { root: 2, keys: 2, policy: 1 }, NOW)
  for (const { name, contact, publicKey } of [dana, erin])
    await addPerson(folder, { name, contact, publicKey, roles: null }, NOW)
  await t.throwsAsync(publishDirectory(folder, dana, NOW), { code: 'threshold' })
  const { signing } = await signDrafts(folder, dana, NOW)
  t.deepEqual(
    signing.filter(({ missing }) => missing > 0).map(({ role, others }) => [role, others]),
    [
      ['root', ['erin']],
      ['targets', ['erin']],
      ['keys', ['erin']],
    ],
  )
  await t.throwsAsync(publishDirectory(folder, dana, NOW), { code: 'threshold' })
  t.deepEqual(await readdir(folder), ['draft'])
})

test('where fewer people are there than must sign, it is said to add some, not to sign', async (t) => {
  const folder = await scratchFolder(t)
  const dana = person('dana')
  await initDirectory(folder, { root: 2, keys: 1, policy: 1 }, NOW)
  const { name, contact, publicKey } = dana
  await addPerson(folder, { name, contact, publicKey, roles: null }, NOW)
  const early = await t.throwsAsync(publishDirectory(folder, dana, NOW), { code: 'threshold' })
  t.regex(early instanceof DirectoryError ? (early.hint ?? '') : '', /add-person/)
})

test('nobody signs twice, and no stranger signs', async (t) => {
  const { folder, people } = await directoryOf(t)
  const [dana, erin, sam] = people
  if (!dana || !erin || !sam) return t.fail()
  await addKey(folder, { ...releaseKey(dana), keyrings: ['acme-release'] }, shown, NOW)
  await signDrafts(folder, dana, NOW)
  const again = await t.throwsAsync(signDrafts(folder, dana, NOW), { code: 'signed' })
  t.regex(again instanceof Error && 'hint' in again ? String(again.hint) : '', /erin, sam/)
  await t.throwsAsync(signDrafts(folder, person('mallory'), NOW), { code: 'not-a-signer' })
  await t.throwsAsync(publishDirectory(folder, person('mallory'), NOW), { code: 'not-a-signer' })
  const { roles, left } = await publishDirectory(folder, dana, NOW)
  t.deepEqual(roles, [])
  t.like(left, [{ role: 'keys', missing: 1 }])
  t.is((await verifyDirectory(folder, NOW)).roles.find(({ role }) => role === 'keys')?.version, 1)
  await signDrafts(folder, sam, NOW)
  t.deepEqual((await publishDirectory(folder, erin, NOW)).roles, ['keys'])
})

test('one key is one person’s: not two people’s, and one person has no two', async (t) => {
  const { folder, people } = await directoryOf(t)
  const [dana] = people
  if (!dana) return t.fail()
  await t.throwsAsync(
    addPerson(
      folder,
      { name: 'twin', contact: 'Twin <t@acme.example>', publicKey: dana.publicKey, roles: null },
      NOW,
    ),
    { code: 'same-person' },
  )
  const other = person('dana')
  // The same person under two names would count twice.
  const alias = { name: 'dana2', contact: 'D. <DANA@acme.example>', publicKey: other.publicKey, roles: null }
  await t.throwsAsync(addPerson(folder, alias, NOW), { code: 'same-person' })
  await t.throwsAsync(
    addPerson(folder, { name: 'erin', contact: dana.contact, publicKey: null, roles: null }, NOW),
    { code: 'same-person' },
  )
  t.deepEqual((await verifyDirectory(folder, NOW)).signing, [])
  await addPerson(folder, { name: 'dana', contact: null, publicKey: other.publicKey, roles: null }, NOW)
  const draft = JSON.parse(await readFile(join(folder, 'draft/root.json'), 'utf8'))
  t.is(draft.signed.roles.root.keyids.length, 3)
  t.is(draft.signed.version, 2)
})

test('the next root is signed by the people before and after', async (t) => {
  const { folder, people } = await directoryOf(t)
  const [dana, erin, sam] = people
  if (!dana || !erin || !sam) return t.fail()
  const before = (await verifyDirectory(folder, NOW)).introduction
  const [newDana, newErin] = [person('dana'), person('erin')]
  for (const { name, publicKey } of [newDana, newErin])
    await addPerson(folder, { name, contact: null, publicKey, roles: null }, NOW)
  // Both new keys: enough for the root after, and not one of the people before.
  for (const each of [newDana, newErin]) await signDrafts(folder, each, NOW)
  const short = await publishDirectory(folder, dana, NOW)
  t.deepEqual(
    short.left.filter(({ missing }) => missing > 0).map(({ role, by, missing }) => [role, by, missing]),
    [['root', 'before', 2]],
  )
  await signDrafts(folder, dana, NOW)
  await signDrafts(folder, erin, NOW)
  const { roles } = await publishDirectory(folder, newDana, NOW)
  t.true(roles.includes('root'))
  const report = await verifyDirectory(folder, NOW)
  t.not(report.introduction, before)
  t.is(report.roles.find(({ role }) => role === 'root')?.version, 2)
  await t.throwsAsync(publishDirectory(folder, dana, NOW), { code: 'not-a-signer' })
})

test('thresholds and people stay within each other', async (t) => {
  const { folder } = await directoryOf(t)
  await removePerson(folder, 'sam', NOW)
  await t.throwsAsync(removePerson(folder, 'erin', NOW), { code: 'threshold' })
  await t.throwsAsync(removePerson(folder, 'nobody', NOW), { code: 'missing' })
  await t.throwsAsync(rotateRoot(folder, { root: 0, keys: null, policy: null }, NOW), { code: 'threshold' })
  await t.throwsAsync(initDirectory(folder, { root: 1, keys: 1, policy: 1 }, NOW), { code: 'exists' })
})

test('a person who is removed signs nothing, and their keys stay', async (t) => {
  const { folder, people } = await directoryOf(t)
  const [dana, erin, sam] = people
  if (!dana || !erin || !sam) return t.fail()
  await addKey(folder, { ...releaseKey(sam), keyrings: ['acme-release'] }, shown, NOW)
  await removePerson(folder, 'sam', NOW)
  await signDrafts(folder, dana, NOW)
  await signDrafts(folder, erin, NOW)
  await publishDirectory(folder, dana, NOW)
  await t.throwsAsync(publishDirectory(folder, sam, NOW), { code: 'not-a-signer' })
  const { content } = await verifyDirectory(folder, NOW)
  t.is(content.keys.length, 1)
  t.is(content.keyrings[0]?.plainKeys.length, 1)
})

test('a key is its holder’s, shown to be theirs, and never goes back', async (t) => {
  const { folder, people } = await directoryOf(t)
  const [dana] = people
  if (!dana) return t.fail()
  const key = { ...releaseKey(dana), keyrings: ['acme-release'] }
  const never = (): Promise<boolean> => Promise.resolve(false)
  await t.throwsAsync(addKey(folder, key, never, NOW), { code: 'possession' })
  const stranger = { ...key, record: { ...key.record, holder: 'mallory' } }
  await t.throwsAsync(addKey(folder, stranger, shown, NOW), { code: 'person' })
  const renamed = { ...key, record: { ...key.record, owner: 'Somebody <s@acme.example>' } }
  await t.throwsAsync(addKey(folder, renamed, shown, NOW), { code: 'person' })
  const other = { ...key, publicFile: releaseKey(dana).publicFile }
  await t.throwsAsync(addKey(folder, other, shown, NOW), { code: 'directory' })
  const past = { ...key, record: { ...key.record, state: 'verify-only' as const } }
  await addKey(folder, past, shown, NOW)
  await t.throwsAsync(addKey(folder, key, shown, NOW), { code: 'key' })
  const revocation = { kind: 'hard', reason: 'compromised', at: NOW } as const
  const ended = { ...key, record: { ...key.record, state: 'revoked' as const, revocation } }
  await addKey(folder, ended, shown, NOW)
  for (const back of [key, past]) await t.throwsAsync(addKey(folder, back, shown, NOW), { code: 'key' })
})

test('one person revokes at once, whatever else is drafted', async (t) => {
  const { folder, people } = await directoryOf(t)
  const [dana, erin, sam] = people
  if (!dana || !erin || !sam) return t.fail()
  const key = releaseKey(dana)
  await addKey(folder, { ...key, keyrings: ['acme-release'] }, shown, NOW)
  await signDrafts(folder, dana, NOW)
  const wish = {
    fingerprint: key.record.fingerprint,
    kind: 'hard',
    reason: 'compromised',
    compromisedSince: NOW - DAY,
  } as const
  const { path, published, isKnown } = await revokeInDirectory(folder, wish, sam, NOW)
  t.true(isKnown)
  t.is(path, 'revocations/0001.json')
  t.deepEqual(published.roles, ['revocations'])
  t.like(published.left, [{ role: 'keys', signed: ['dana'], missing: 1 }])
  t.is((await revokeInDirectory(folder, wish, erin, NOW)).path, 'revocations/0002.json')
  const { content } = await verifyDirectory(folder, NOW)
  t.deepEqual(
    content.revocations.map(({ revocation }) => revocation.by),
    ['sam', 'erin'],
  )
  t.false((await revokeInDirectory(folder, { ...wish, fingerprint: 'A'.repeat(64) }, dana, NOW)).isKnown)
  await t.throwsAsync(revokeInDirectory(folder, wish, person('mallory'), NOW), { code: 'not-a-signer' })
})

test('an expired draft is not signed, and a directory that ran out is renewed by publishing', async (t) => {
  const { folder, people } = await directoryOf(t)
  const [dana] = people
  if (!dana) return t.fail()
  await t.throwsAsync(verifyDirectory(folder, NOW + 8 * DAY), { code: 'refused' })
  await publishDirectory(folder, dana, NOW + 8 * DAY)
  t.is((await verifyDirectory(folder, NOW + 8 * DAY)).roles.at(-1)?.version, 2)
  await addKey(folder, { ...releaseKey(dana), keyrings: [] }, shown, NOW)
  await t.throwsAsync(signDrafts(folder, dana, NOW + 200 * DAY), { code: 'expired' })
})
