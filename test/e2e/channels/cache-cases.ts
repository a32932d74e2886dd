import assert from 'node:assert/strict'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { changedTimestamp, makeWheel } from '../../world/index/index.ts'
import { story, type Scene } from '../harness/index.ts'
import { alphaSite, alphaTwins, layAlpha, siteOf } from './attack.ts'
import { mustHold, mustRefuse, mustSucceed, type ChannelCase } from './channel-case.ts'
import { delta, goodProjects } from './goods.ts'

const goodScene: ChannelCase['scene'] = (world) => ({ site: { api: '1.4', projects: goodProjects(world) } })
const unhashed: ChannelCase['scene'] = (world) => ({
  site: siteOf(alphaTwins, 'alpha', { sha256: 'none' })(world, 'honest'),
})

/** Changes bytes inside every file below a folder; returns how many files had them. */
async function replaceBelow(folder: string, from: Buffer, to: Buffer): Promise<number> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  let count = 0
  for (const entry of names.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name)
    const bytes = await readFile(path)
    const at = bytes.indexOf(from)
    if (at < 0) continue
    to.copy(bytes, at)
    await writeFile(path, bytes)
    count += 1
  }
  return count
}

async function swapWheels(folder: string, filename: string, bytes: Uint8Array): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const found = entries.filter((entry) => entry.name === filename && entry.isFile())
  await Promise.all(found.map((entry) => writeFile(join(entry.parentPath, entry.name), bytes)))
  return found.length
}

const swapped = makeWheel({ project: 'delta', version: '1.0', files: { 'delta.py': 'WORD = "bad"\n' } })

/** Installs, goes on from what pip kept with the honest bytes, then with other ones in their place. */
async function again(it: Scene, words: readonly string[], project: string): Promise<void> {
  mustSucceed(await it.pip(['install', ...words]))
  assert.equal((await it.pip(['uninstall', '-y', project])).code, 0)
  mustSucceed(await it.pip(['install', ...words]))
  await mustHold(it, `${project}-1.0`)
  assert.equal((await it.pip(['uninstall', '-y', project])).code, 0)
}

async function swapDelta(it: Scene): Promise<void> {
  const count = await swapWheels(it.home.root, swapped.filename, swapped.bytes)
  assert.ok(count > 0, 'the wheel was not cached')
}

export const cacheCases: readonly ChannelCase[] = [
  {
    name: 'pip’s HTTP cache',
    scene: unhashed,
    run: async (it) => {
      await again(it, ['alpha'], 'alpha')
      const { honest } = alphaTwins
      const count = await replaceBelow(it.home.root, honest.bytes, changedTimestamp(honest).bytes)
      assert.ok(count > 0, 'the file was not cached')
      await mustRefuse(it, await it.pip(['install', 'alpha']), 'TC1006', 'TC2111')
    },
  },
  {
    name: 'pip’s wheel cache, beside an untouched origin.json',
    scene: goodScene,
    run: async (it) => {
      await again(it, ['delta'], 'delta')
      await swapDelta(it)
      await mustRefuse(it, await it.pip(['install', 'delta']), 'TC1012')
    },
  },
  {
    name: 'wheel built from a URL, a second time without the network',
    scene: (world) => {
      const extras = { '/any/delta-1.0.zip': { contentType: 'application/zip', body: delta.bytes } }
      return { site: { api: '1.4', projects: goodProjects(world), extras } }
    },
    run: async (it) => {
      const words = [`delta @ ${it.index.base}/any/delta-1.0.zip`]
      mustSucceed(await it.pip(['install', ...words]))
      assert.equal((await it.pip(['uninstall', '-y', 'delta'])).code, 0)
      await it.index.close()
      const offline = await it.pip(['install', ...words])
      mustSucceed(offline)
      await mustHold(it, 'delta-1.0')
      assert.equal((await it.pip(['uninstall', '-y', 'delta'])).code, 0)
      await swapDelta(it)
      await mustRefuse(it, await it.pip(['install', ...words]), 'TC1012')
    },
  },
  {
    name: 'folder of pip download, a second time without the network',
    scene: (world) => ({ site: alphaSite(world, 'honest') }),
    run: async (it, world) => {
      mustSucceed(await it.pip(['download', '-d', 'got', 'alpha']))
      await it.index.close()
      const words = ['install', '--no-index', '--find-links', 'got', 'alpha']
      mustSucceed(await it.pip(words))
      await mustHold(it, 'alpha-1.0')
      assert.equal((await it.pip(['uninstall', '-y', 'alpha'])).code, 0)
      await layAlpha(it, 'changed', world, { folder: 'work/got' })
      await mustRefuse(it, await it.pip(words), 'TC1006', 'TC2111')
    },
  },
  {
    name: 'wheel built in an earlier run, with its build recorded',
    scene: goodScene,
    run: async (it) => {
      mustSucceed(await it.pip(['install', 'gamma']))
      const ran = await it.home.ran()
      assert.equal((await it.pip(['uninstall', '-y', 'gamma'])).code, 0)
      const second = await it.pip(['install', 'gamma'])
      mustSucceed(second)
      await mustHold(it, 'gamma-1.0')
      assert.deepEqual(await it.home.ran(), ran, `it was built again\n${story(second)}`)
      const why = await it.home.trustctl(['why', 'gamma'])
      assert.match(why.stdout, /built from/, why.stdout)
    },
  },
]
