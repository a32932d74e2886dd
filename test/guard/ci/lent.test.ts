/** What a job changed of its user's and never gave back; and records that somebody planted. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { homePaths, newGuardRecord, type GuardRecord, type HomePaths } from '../../../src/client/index.ts'
import { mendGuard, type GuardWorld } from '../../../src/guard/index.ts'
import { lentPaths, noteLent } from '../../../src/guard/ci/guard/lent.ts'
import { withOurSettings } from '../../../src/python/index.ts'
import { temporaryFolder } from '../../files/temporary-folder.ts'

interface Scene {
  readonly usual: HomePaths
  readonly world: GuardWorld
  readonly pipConf: string
}

async function open(t: ExecutionContext): Promise<Scene> {
  const home = await temporaryFolder(t)
  const usual = homePaths({ HOME: home })
  const world: GuardWorld = {
    paths: homePaths({ PIP_TRUST_HOME: join(home, 'job') }),
    version: '0.0.0',
    launch: { node: process.execPath, lib: home, env: {} },
    env: {},
    home,
    uid: process.getuid?.() ?? 0,
    platform: 'linux',
    run: () => Promise.reject(new Error('nothing is run')),
  }
  const pipConf = join(home, '.config/pip/pip.conf')
  await mkdir(dirname(pipConf), { recursive: true })
  return { usual, world, pipConf }
}

/** Changes a configuration as a job does; `before` null where there was none. */
async function lend(
  { usual, pipConf }: Scene,
  before: string | null,
  changes: Partial<NonNullable<GuardRecord['pipConf']>> = {},
): Promise<void> {
  const record = newGuardRecord(4321, {})
  const settings = {
    proxy: `http://run:${record.token}@127.0.0.1:4321`,
    cert: '/job/ca.pem',
    'cache-dir': '/job/c',
  }
  const { text, replaced } = withOurSettings(before ?? '', settings)
  const written = digestOf(text)
  const encoded = before === null ? null : Buffer.from(before).toString('base64')
  const conf = { path: pipConf, before: encoded, mode: 0o640, written, settings, replaced, ...changes }
  await noteLent({ ...record, pipConf: conf }, usual)
  await writeFile(pipConf, text, { mode: 0o600 })
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')

test('what an earlier job changed is given back byte for byte, with its rights, and once', async (t) => {
  const scene = await open(t)
  const own = '[global]\r\nproxy = http://proxy.example:3128\r\n# mine, without an end'
  await lend(scene, own)
  t.true(await mendGuard(scene.world, scene.usual))
  t.is(await readFile(scene.pipConf, 'utf8'), own)
  t.is((await stat(scene.pipConf)).mode & 0o777, 0o640)
  t.false(existsSync(lentPaths(scene.usual).guardDir))
  t.false(await mendGuard(scene.world, scene.usual))
})

test('where there was no configuration there is none again', async (t) => {
  const scene = await open(t)
  await lend(scene, null)
  t.true(await mendGuard(scene.world, scene.usual))
  t.false(existsSync(scene.pipConf))
})

test('what somebody wrote since stays, and only ours is taken out', async (t) => {
  const scene = await open(t)
  await lend(scene, '[global]\ncert = /mine.pem\n')
  await writeFile(scene.pipConf, `${await readFile(scene.pipConf, 'utf8')}[list]\nformat = json\n`)
  t.true(await mendGuard(scene.world, scene.usual))
  t.is(await readFile(scene.pipConf, 'utf8'), '[global]\ncert = /mine.pem\n[list]\nformat = json\n')
})

test('a record that a cache planted writes to no other file, and not into a configuration without its secret', async (t) => {
  const scene = await open(t)
  const victim = join(scene.world.home, '.bashrc')
  const known = '# as everybody has it\n'
  await writeFile(victim, known)
  const evil = Buffer.from('evil').toString('base64')
  await lend(scene, null, { path: victim, before: evil, written: digestOf(known) })
  await writeFile(scene.pipConf, known)
  t.true(await mendGuard(scene.world, scene.usual))
  t.is(await readFile(victim, 'utf8'), known)

  await lend(scene, null, { before: evil, written: digestOf(known) })
  await writeFile(scene.pipConf, known)
  t.true(await mendGuard(scene.world, scene.usual))
  t.is(await readFile(scene.pipConf, 'utf8'), known)
})

test('a record that is lost or cut off leaves the marks to tell what is ours', async (t) => {
  const scene = await open(t)
  const own = '[global]\nproxy = http://proxy.example:3128\n'
  await lend(scene, own)
  await writeFile(lentPaths(scene.usual).guardFile, '{"v":1,', { mode: 0o600 })
  t.true(await mendGuard(scene.world, scene.usual))
  t.is(await readFile(scene.pipConf, 'utf8'), own)
})
