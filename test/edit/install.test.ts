import { chmod, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import test from 'ava'
import { sha256Of } from '../../src/encoding/index.ts'
import {
  EditError,
  editPlaces,
  findVersion,
  flushPending,
  keptVersions,
  putInForce,
  type EditPlaces,
  type ForceEffects,
  type Installation,
} from '../../src/edit/index.ts'
import { acquireLock, writeFileAtomically } from '../../src/files/index.ts'
import { SourcesError } from '../../src/sources/index.ts'
import { temporaryFolder } from '../files/temporary-folder.ts'

const [OLD, NEW] = ['metadata: { version: 1 }\n', 'metadata: { version: 2 }\n']

interface Room {
  readonly places: EditPlaces
  readonly install: (
    changes?: Partial<Installation>,
    effects?: Partial<ForceEffects>,
  ) => ReturnType<typeof putInForce>
}

async function room(t: ExecutionContext): Promise<Room> {
  const folder = await temporaryFolder(t)
  const config = join(folder, 'config')
  await mkdir(config, { mode: 0o700 })
  const places = editPlaces({ policyFile: join(config, 'policy.yaml'), state: join(folder, 'state') })
  let clock = 1_790_000_000
  const usual: ForceEffects = {
    actor: 'kim',
    now: () => (clock += 1),
    write: (file, content) => writeFileAtomically(file, content),
    wait: () => Promise.resolve(),
    withDaemon: () => Promise.resolve(null),
  }
  const install: Room['install'] = (changes = {}, effects = {}) =>
    putInForce(
      {
        text: NEW,
        expected: digest(OLD),
        policyDigest: 'd'.repeat(64),
        how: 'edit',
        loosens: false,
        reason: null,
        ...changes,
      },
      places,
      { ...usual, ...effects },
    )
  return { places, install }
}

function digest(content: string) {
  return sha256Of(Buffer.from(content))
}

async function withOld(t: ExecutionContext): Promise<Room> {
  const made = await room(t)
  await writeFile(made.places.file, OLD, { mode: 0o600 })
  return made
}

test('a policy is installed 0600 over the one it was made from, both are kept, and the history waits for a daemon', async (t) => {
  const { places, install } = await withOld(t)
  t.like(await install({ loosens: true, reason: 'trial' }), {
    kind: 'installed',
    before: digest(OLD),
    after: digest(NEW),
    daemon: { state: 'absent' },
  })
  t.is(await readFile(places.file, 'utf8'), NEW)
  t.is((await stat(places.file)).mode & 0o777, 0o600)
  t.deepEqual(
    (await keptVersions(places.versions)).map(({ version }) => version),
    [2, 1],
  )
  const entries: unknown[] = []
  await flushPending(places.pending, async (entry) => void entries.push(entry))
  t.deepEqual(entries, [
    {
      actor: 'kim',
      event: {
        type: 'policy-edited',
        file: places.file,
        how: 'edit',
        before: digest(OLD),
        after: digest(NEW),
        loosens: true,
        reason: 'trial',
      },
    },
  ])
  t.is(await flushPending(places.pending, () => Promise.reject(new Error('nothing is left'))), 0)
})

test('where no file was, one is made; where one was expected and is gone, that is a conflict', async (t) => {
  const { places, install } = await room(t)
  t.deepEqual(await install(), { kind: 'conflict', found: null })
  t.like(await install({ expected: null }), { kind: 'installed', before: null })
  t.is(await readFile(places.file, 'utf8'), NEW)
})

test('a file that somebody else has replaced is not touched, and nothing is written into the history', async (t) => {
  const { places, install } = await room(t)
  await writeFile(places.file, 'other', { mode: 0o600 })
  t.deepEqual(await install(), { kind: 'conflict', found: { text: 'other', digest: digest('other') } })
  t.is(await readFile(places.file, 'utf8'), 'other')
  t.is(await flushPending(places.pending, () => Promise.resolve()), 0)
})

test('a link stays a link, and what it leads to is replaced; one that leads nowhere is refused', async (t) => {
  const { places, install } = await room(t)
  const target = join(await temporaryFolder(t), 'shared.yaml')
  await writeFile(target, OLD, { mode: 0o600 })
  await symlink(target, places.file)
  t.like(await install(), { kind: 'installed' })
  t.true((await lstat(places.file)).isSymbolicLink())
  t.is(await readFile(target, 'utf8'), NEW)
  const lost = await room(t)
  await symlink(join(lost.places.file, '..', 'nowhere'), lost.places.file)
  await t.throwsAsync(lost.install({ expected: null }), { instanceOf: EditError, code: 'install' })
})

function refusing(code: string): ForceEffects['write'] {
  return () => Promise.reject(Object.assign(new Error(code), { code }))
}

function text(version: number): string {
  return `metadata: { version: ${version} }\n`
}

for (const code of ['ENOSPC', 'EROFS', 'EACCES', 'EDQUOT']) {
  test(`what the disk refuses is told in words, and what was in force stays: ${code}`, async (t) => {
    const { places, install } = await withOld(t)
    const write = refusing(code)
    await t.throwsAsync(install({}, { write }), { instanceOf: EditError, code: 'install' })
    t.is(await readFile(places.file, 'utf8'), OLD)
    t.is(await flushPending(places.pending, () => Promise.resolve()), 0)
    t.like(await install(), { kind: 'installed' })
  })
}

test('a file or folder that others may write is refused before anything is written', async (t) => {
  const { places, install } = await withOld(t)
  await chmod(places.file, 0o666)
  await t.throwsAsync(install(), { instanceOf: SourcesError, code: 'unsafe-file' })
})

test('a lock that another process holds is waited for, and in the end told', async (t) => {
  const { places, install } = await withOld(t)
  await mkdir(join(places.lock, '..'), { recursive: true, mode: 0o700 })
  const lock = await acquireLock(places.lock)
  await t.throwsAsync(install(), { instanceOf: EditError, code: 'install' })
  t.is(await readFile(places.file, 'utf8'), OLD)
  await lock?.release()
  t.like(await install(), { kind: 'installed' })
})

test('the last 20 texts are kept, in order, and found by number, digest, or as the one before', async (t) => {
  const { places, install } = await withOld(t)
  for (let version = 2; version <= 26; version += 1) {
    await install({ text: text(version), expected: digest(text(version - 1)) })
  }
  const versions = await keptVersions(places.versions)
  t.deepEqual(
    versions.map(({ version }) => version),
    Array.from({ length: 20 }, (_, nth) => 26 - nth),
  )
  t.is((await readdir(places.versions)).length, 20)
  t.is(findVersion(versions, '9', null).text, text(9))
  t.is(findVersion(versions, 'v9', null).text, text(9))
  t.is(findVersion(versions, digest(text(12)).slice(0, 12), null).text, text(12))
  t.is(findVersion(versions, undefined, digest(text(26))).text, text(25))
  for (const none of ['3', 'ffff', digest(text(12)).slice(0, 5)])
    t.throws(() => findVersion(versions, none, null), { instanceOf: EditError, code: 'version' }, none)
})

test('a kept text that was changed on the disk is none', async (t) => {
  const { places, install } = await withOld(t)
  await install()
  const [kept] = await keptVersions(places.versions)
  await writeFile(kept?.file ?? '', 'metadata: { version: 2, owner: eve }\n')
  t.deepEqual(
    (await keptVersions(places.versions)).map(({ version }) => version),
    [1],
  )
})
