import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import {
  addPerson,
  initDirectory,
  publishDirectory,
  signDrafts,
  verifyDirectory,
} from '../../src/publish/directory/index.ts'
import { person } from '../publish/directory/people.ts'
import { newKey, publisher } from './publisher.ts'

const REVOKING = ['keys', 'revoke', '--yes', '--directory', 'keys', '--reason', 'compromised']

test('a key is revoked here and in the directory at once, and here only where it is there', async (t) => {
  const own = await publisher(t)
  const now = own.cli.now()
  const folder = join(own.cli.cwd, 'keys')
  const release = await newKey(own)
  const mallory = await newKey(own, '--purpose', 'directory', '--kind', 'plain')
  const word = await newKey(own, '--purpose', 'revocation', '--algorithm', 'ed25519')
  const state = () => own.json('keys', 'show', release)
  t.is((await own.call(...REVOKING, '--key', word, release)).code, 2, 'no directory')
  const erin = person('erin')
  await initDirectory(folder, { root: 1, keys: 1, policy: 1 }, now)
  await addPerson(
    folder,
    { name: 'erin', contact: erin.contact, publicKey: erin.publicKey, roles: null },
    now,
  )
  await writeFile(join(own.cli.cwd, 'word.pem'), `${(await own.call('keys', 'export', word)).out}\n`)
  const adding = [
    'directory',
    'add-person',
    'dana',
    '--key',
    'word.pem',
    '--contact',
    'Dana <dana@acme.example>',
  ]
  t.is((await own.call(...adding, '--directory', 'keys')).code, 0)
  await signDrafts(folder, erin, now)
  t.is((await own.call(...REVOKING, '--key', word, release)).code, 2, 'it was never published')
  await publishDirectory(folder, erin, now)
  t.is((await own.call(...REVOKING, '--key', mallory, release)).code, 2, 'not somebody who may revoke')
  t.is((await own.call(...REVOKING, release)).code, 2, 'two keys could sign')
  t.is((await own.call('keys', 'revoke', '--reason', 'retired', '--yes', '--key', word, release)).code, 2)
  t.is((await own.call(...REVOKING.filter((each) => each !== '--yes'), '--key', word, release)).code, 2)
  t.like(await state(), { value: { key: { stateNow: 'active' } } })
  t.deepEqual((await verifyDirectory(folder, now)).content.revocations, [])

  const since = '2026-01-02T00:00:00Z'
  t.like(await own.json(...REVOKING, '--since', since, '--key', word, release.slice(0, 12)), {
    code: 0,
    value: {
      key: { fingerprint: release, stateNow: 'revoked' },
      directory: { path: 'revocations/0001.json', by: 'dana' },
    },
  })
  t.like(await state(), { value: { key: { stateNow: 'revoked' } } })
  const { revocations } = (await verifyDirectory(folder, now)).content
  t.deepEqual(
    revocations.map(({ revocation }) => revocation),
    [
      {
        format: 1,
        fingerprint: release,
        kind: 'hard',
        reason: 'compromised',
        compromisedSince: Date.parse(since) / 1000,
        at: now,
        by: 'dana',
      },
    ],
  )
})

test('without a directory a key is revoked here alone, which is said', async (t) => {
  const own = await publisher(t)
  const fingerprint = await newKey(own, '--kind', 'minisign')
  t.like(await own.json('keys', 'revoke', '--yes', '--reason', 'superseded', fingerprint), {
    code: 0,
    value: { key: { stateNow: 'revoked' }, directory: null },
  })
})
