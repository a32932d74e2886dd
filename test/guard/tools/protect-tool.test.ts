import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'ava'
import { guardAddress, protectTool, rememberedTools, unprotectTool } from '../../../src/guard/index.ts'
import { guardedWorld } from '../../shim/guarded-world.ts'
import { guardTestWorld } from '../guard-test-world.ts'

const MINE = '# mine\noffline = false\nhttps-proxy = "http://corp:3128"\n'
const START = ['/bin/true']

test('uv: its configuration sends it to the guard; given back, bytes and mode are as they were', async (t) => {
  const { paths } = await guardedWorld(t)
  const world = await guardTestWorld(t, { paths })
  const conf = join(world.home, '.config/uv/uv.toml')
  await mkdir(dirname(conf), { recursive: true })
  await writeFile(conf, MINE)
  await chmod(conf, 0o644)
  const done = await protectTool('uv', START, world)
  t.is(done.conf, conf)
  t.is(done.notices.length, 1, 'the proxy of their own is told')
  const address = await guardAddress(paths)
  const text = await readFile(conf, 'utf8')
  t.true(text.includes(`https-proxy = "${address?.proxyUrl}"`))
  t.true(text.includes(`cache-dir = "${done.cache}"`))
  t.is((await stat(conf)).mode & 0o777, 0o600)
  t.deepEqual(await rememberedTools(world), ['uv'])
  await protectTool('uv', START, world)
  t.is(await readFile(conf, 'utf8'), text, 'again: nothing changes')
  const undone = await unprotectTool('uv', world)
  t.is(undone.conf.outcome, 'restored')
  t.is(await readFile(conf, 'utf8'), MINE)
  t.is((await stat(conf)).mode & 0o777, 0o644)
  t.is(await guardAddress(paths), null)
  t.deepEqual(await rememberedTools(world), [])
  t.false(existsSync(join(paths.guardedToolsBin, 'uv')))
  t.false(existsSync(done.cache))
})

test('what was written since stays, and ours goes; where there was no file there is none again', async (t) => {
  const { paths } = await guardedWorld(t)
  const world = await guardTestWorld(t, { paths })
  const { conf } = await protectTool('pdm', START, world)
  await unprotectTool('pdm', world)
  t.false(existsSync(conf))
  await protectTool('pdm', START, world)
  await writeFile(conf, `${await readFile(conf, 'utf8')}url = "https://a.test/simple"\n[mine]\nx = 1\n`)
  t.is((await unprotectTool('pdm', world)).conf.outcome, 'lines-taken-back')
  t.is(await readFile(conf, 'utf8'), 'url = "https://a.test/simple"\n[mine]\nx = 1\n')
  t.is((await unprotectTool('pdm', world)).conf.outcome, 'nothing-there')
})

test('a configuration that can’t be used is not touched, and no guard is left behind', async (t) => {
  const { paths } = await guardedWorld(t)
  const world = await guardTestWorld(t, { paths })
  const conf = join(world.home, '.config/pypoetry/config.toml')
  await mkdir(dirname(conf), { recursive: true })
  for (const text of ['= no', '[certificates]\nPyPI = { cert = "x" }\n', `# ${'x'.repeat(256 * 1024)}`]) {
    await writeFile(conf, text)
    await t.throwsAsync(protectTool('poetry', START, world), { code: 'tool-conf' })
    t.is(await readFile(conf, 'utf8'), text)
    t.is(await guardAddress(paths), null)
  }
  await writeFile(conf, '')
  await t.throwsAsync(protectTool('poetry', START, { ...world, uid: world.uid + 1 }), { code: 'foreign' })
})

test('poetry’s environments stay where they are, though its cache moves', async (t) => {
  const { paths } = await guardedWorld(t)
  const world = await guardTestWorld(t, { paths })
  await protectTool('poetry', START, world)
  const front = join(paths.guardedToolsBin, 'poetry')
  const expected = `POETRY_VIRTUALENVS_PATH='${world.home}/.cache/pypoetry/virtualenvs'`
  t.true((await readFile(front, 'utf8')).includes(expected))
  t.is((await stat(front)).mode & 0o777, 0o700, 'it holds the token')
  await unprotectTool('poetry', world)
})
