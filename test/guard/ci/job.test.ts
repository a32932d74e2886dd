import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { homePaths } from '../../../src/client/index.ts'
import {
  CiError,
  daemonChecks,
  holdsAnything,
  readJob,
  restoredState,
  writeJob,
  type DaemonNow,
  type Job,
} from '../../../src/guard/index.ts'
import { temporaryFolder } from '../../files/temporary-folder.ts'

const JOB: Job = {
  provider: 'github',
  home: '/tmp/home',
  startedAt: 1_790_000_000,
  daemon: { pid: 4711, startedAt: 1_790_000_001 },
  policy: { name: 'ci-job', version: 1, digest: 'e'.repeat(64) },
  guard: { pid: 4712, pipConf: '/home/dana/.config/pip/pip.conf' },
  canaryRuns: ['a'.repeat(16)],
}

const NOW: DaemonNow = {
  server: JOB.daemon,
  policy: { ...JOB.policy, refused: null },
  bypass: null,
}

function failing(now: DaemonNow | null): readonly string[] {
  return daemonChecks(JOB, now).flatMap(({ name, isProven }) => (isProven ? [] : [name]))
}

test('a job’s record is read as it was written', async (t) => {
  const file = join(await temporaryFolder(t), 'job.json')
  await writeJob(file, JOB)
  t.deepEqual(await readJob(file), JOB)
})

test('a record that is absent, a link, open to others, cut off or of another form proves nothing', async (t) => {
  const folder = await temporaryFolder(t)
  const at = (name: string): string => join(folder, name)
  await writeJob(at('good'), JOB)
  await symlink(at('good'), at('link'))
  await writeJob(at('open'), JOB)
  await chmod(at('open'), 0o660)
  for (const [name, text] of [
    ['cut', '{"form": 1,'],
    ['form', JSON.stringify({ ...JOB, form: 2 })],
    ['provider', JSON.stringify({ ...JOB, form: 1, provider: 'x' })],
    ['daemon', JSON.stringify({ ...JOB, form: 1, daemon: { pid: '1' } })],
    ['guard', JSON.stringify({ ...JOB, form: 1, guard: { pid: '1' } })],
    ['no-guard', JSON.stringify({ ...JOB, form: 1, guard: undefined })],
    ['large', ' '.repeat(64 * 1024 + 1)],
  ] as const)
    await writeFile(at(name), text, { mode: 0o600 })
  for (const name of [
    'absent',
    'link',
    'open',
    'cut',
    'form',
    'provider',
    'daemon',
    'guard',
    'no-guard',
    'large',
  ])
    await t.throwsAsync(readJob(at(name)), { instanceOf: CiError, code: 'job' }, name)
})

test('a job is proven by the same daemon, the same policy and no bypass', (t) => {
  t.deepEqual(failing(NOW), [])
  t.deepEqual(failing(null), ['daemon'])
  t.deepEqual(failing({ ...NOW, server: { ...NOW.server, pid: 1 } }), ['daemon'])
  t.deepEqual(failing({ ...NOW, server: { ...NOW.server, startedAt: 1 } }), ['daemon'])
  t.deepEqual(failing({ ...NOW, policy: { ...NOW.policy, digest: 'f'.repeat(64) } }), ['policy'])
  t.deepEqual(failing({ ...NOW, policy: { ...NOW.policy, refused: 'line 3' } }), ['policy'])
  t.deepEqual(failing({ ...NOW, bypass: { reason: 'r', by: 'dana', from: 1, until: 2 } }), ['bypass'])
})

test('all that a cache could have planted is found, also a link to nowhere, and nothing where nothing is', async (t) => {
  const home = await temporaryFolder(t)
  const paths = homePaths({ PIP_TRUST_HOME: home })
  t.deepEqual(await restoredState(paths), [])
  for (const folder of [paths.config, paths.state, paths.run, paths.caDir, paths.directoriesDir])
    await mkdir(folder, { recursive: true })
  await symlink('/nowhere', paths.policyFile)
  await writeFile(paths.storeFile, '')
  await writeFile(paths.daemonSocket, '')
  t.deepEqual(
    (await restoredState(paths)).map(({ path }) => path),
    [paths.storeFile, paths.policyFile, paths.directoriesDir, paths.caDir, paths.daemonSocket],
  )
})

test('a folder holds something, or is none at all', async (t) => {
  const folder = await temporaryFolder(t)
  t.false(await holdsAnything(folder))
  t.false(await holdsAnything(join(folder, 'absent')))
  await writeFile(join(folder, 'file'), '')
  t.true(await holdsAnything(folder))
  t.true(await holdsAnything(join(folder, 'file')))
})
