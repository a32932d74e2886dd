import { chmod, mkdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'ava'
import { pipConfState, planPipConf, restorePipConf } from '../../src/guard/protect/pip-conf-file.ts'
import { userPipConf } from '../../src/guard/protect/pip-conf-place.ts'
import { guardTestWorld } from './guard-test-world.ts'

const ADDRESS = { proxyUrl: 'http://run:t@127.0.0.1:9', caBundle: '/s/a.pem' }
const MINE = '# mine\r\n[global]\r\nproxy = http://corp:3128\r\n'

async function written(path: string, text: string, mode = 0o644): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text, { mode })
  await chmod(path, mode)
}

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777

test('ours are in force, for the owner alone; given back, bytes and mode are as they were', async (t) => {
  const world = await guardTestWorld(t)
  const path = userPipConf(world)
  await written(path, MINE)
  const { record, apply } = await planPipConf(ADDRESS, null, world)
  t.is(await readFile(path, 'utf8'), MINE, 'nothing is written before the record is')
  await apply()
  t.true((await readFile(path, 'utf8')).includes(`proxy = ${ADDRESS.proxyUrl}`))
  t.is(await modeOf(path), 0o600)
  t.is(await pipConfState(record, world), 'in-force')
  t.is((await planPipConf(ADDRESS, record, world)).record, record, 'again: nothing changes')
  t.is(await restorePipConf(record, world), 'restored')
  t.is(await readFile(path, 'utf8'), MINE)
  t.is(await modeOf(path), 0o644)
  t.is(await restorePipConf(record, world), 'nothing-there')
})

test('where there was no file there is none again', async (t) => {
  const world = await guardTestWorld(t)
  const { record, apply } = await planPipConf(ADDRESS, null, world)
  await apply()
  t.is(await modeOf(record.path), 0o600)
  t.is(await restorePipConf(record, world), 'restored')
  t.false(existsSync(record.path))
})

test('a link stays a link; what it leads to is changed and given back', async (t) => {
  const world = await guardTestWorld(t)
  const path = userPipConf(world)
  const real = join(world.home, 'dotfiles', 'pip.conf')
  await written(real, MINE)
  await mkdir(dirname(path), { recursive: true })
  await symlink(real, path)
  const { record, apply } = await planPipConf(ADDRESS, null, world)
  await apply()
  t.is(await readlink(path), real)
  t.not(await readFile(real, 'utf8'), MINE)
  await restorePipConf(record, world)
  t.is(await readlink(path), real)
  t.is(await readFile(real, 'utf8'), MINE)
})

test('what was written since stays; ours go, also where the record is lost', async (t) => {
  const world = await guardTestWorld(t)
  const path = userPipConf(world)
  for (const isLost of [false, true]) {
    await written(path, MINE)
    const { record, apply } = await planPipConf(ADDRESS, null, world)
    await apply()
    await writeFile(path, `${await readFile(path, 'utf8')}timeout = 3\r\n`)
    t.is(await pipConfState(record, world), 'edited')
    t.is(await restorePipConf(isLost ? null : record, world), 'lines-taken-back')
    t.is(await readFile(path, 'utf8'), `${MINE}timeout = 3\r\n`)
  }
})

test('a file that pip could not read, is no text, leads nowhere or is another’s is refused and left', async (t) => {
  const world = await guardTestWorld(t)
  const path = userPipConf(world)
  for (const bytes of [
    'proxy = x\n',
    Buffer.from([0x5b, 0x61, 0x5d, 0xff]),
    Buffer.alloc(256 * 1024 + 1, 0x0a),
  ]) {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, bytes)
    await t.throwsAsync(planPipConf(ADDRESS, null, world), { code: 'pip-conf' })
    t.deepEqual(await readFile(path), Buffer.from(bytes))
  }
  await t.throwsAsync(planPipConf(ADDRESS, null, { ...world, uid: world.uid + 1 }), { code: 'foreign' })
  const dangling = await guardTestWorld(t)
  await mkdir(dirname(userPipConf(dangling)), { recursive: true })
  await symlink('/nowhere/pip.conf', userPipConf(dangling))
  await t.throwsAsync(planPipConf(ADDRESS, null, dangling), { code: 'pip-conf' })
})

test('the file is where pip reads it', async (t) => {
  const world = await guardTestWorld(t)
  t.is(userPipConf({ ...world, env: { XDG_CONFIG_HOME: '/x' } }), '/x/pip/pip.conf')
  t.is(userPipConf({ ...world, platform: 'darwin' }), join(world.home, '.config/pip/pip.conf'))
  await mkdir(join(world.home, 'Library/Application Support/pip'), { recursive: true })
  t.is(
    userPipConf({ ...world, platform: 'darwin' }),
    join(world.home, 'Library/Application Support/pip/pip.conf'),
  )
})
