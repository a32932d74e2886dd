import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { changedByte, changedTimestamp, makeWheel, startIndex } from '../../world/index/index.ts'
import { provenanceOf, served, story, writePipScripts, type Scene } from '../harness/index.ts'
import type { World } from '../../world/sigstore/index.ts'
import { mustRefuse, mustSucceed, whileOpen, type ChannelCase } from './channel-case.ts'
import { alphaSpec, delta, goodProjects } from './goods.ts'

const good = makeWheel(alphaSpec)
const bad = changedByte(alphaSpec)

/** What the index serves: the changed wheel with the honest one's provenance, its digest adapted. */
const badScene: ChannelCase['scene'] = (world) => ({
  site: {
    api: '1.4',
    projects: [{ name: 'alpha', files: [served(bad, { provenance: provenanceOf(world, good) })] }],
  },
})
const goodScene: ChannelCase['scene'] = (world) => ({ site: { api: '1.4', projects: goodProjects(world) } })

/** Lays the changed wheel into a folder, and the honest one's provenance into an evidence source. */
async function badFolder(it: Scene, world: World, filename = bad.filename): Promise<string> {
  const [folder, evidence] = [join(it.home.root, 'links'), join(it.home.root, 'evidence')]
  await Promise.all([mkdir(folder), mkdir(evidence)])
  await writeFile(join(folder, filename), bad.bytes)
  await writeFile(join(evidence, `${good.filename}.provenance`), provenanceOf(world, good))
  await writeFile(join(evidence, `${filename}.provenance`), provenanceOf(world, good, { filename }))
  const added = await it.home.trustctl(['evidence', 'add', evidence])
  assert.equal(added.code, 0, added.stderr)
  return folder
}

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

export const tamperedCases: readonly ChannelCase[] = [
  {
    name: 'tampered wheel of an index',
    scene: badScene,
    run: async (it) => await mustRefuse(it, await it.pip(['install', 'alpha']), 'TC2111'),
  },
  {
    name: 'tampered, python -E pip',
    scene: badScene,
    run: async (it) => {
      await writePipScripts(it.venv, '-E')
      await mustRefuse(it, await it.pip(['install', 'alpha']), 'TC2111')
    },
  },
  {
    name: 'tampered, --isolated',
    scene: badScene,
    run: async (it) => {
      const url = ['--index-url', it.index.indexUrl, '--cert', it.caFile]
      await mustRefuse(it, await it.pip(['install', '--isolated', ...url, 'alpha']), 'TC2111')
    },
  },
  {
    name: 'tampered, --proxy "" goes direct',
    scene: badScene,
    run: async (it) =>
      await mustRefuse(it, await it.pip(['install', '--proxy', '', 'alpha']), 'TC2111', 'TC5005'),
  },
  {
    name: 'tampered wheel by --find-links',
    scene: () => ({ site: {} }),
    run: async (it, world) => {
      const folder = await badFolder(it, world)
      const args = ['install', '--no-index', '--find-links', folder, 'alpha']
      await mustRefuse(it, await it.pip(args), 'TC2111')
    },
  },
  {
    name: 'tampered local wheel',
    scene: () => ({ site: {} }),
    run: async (it, world) => {
      const folder = await badFolder(it, world)
      await mustRefuse(it, await it.pip(['install', join(folder, bad.filename)]), 'TC2111')
    },
  },
  {
    name: 'tampered file: URL with an odd suffix',
    scene: () => ({ site: {} }),
    run: async (it) => {
      const path = join(it.home.root, 'odd.dat')
      await writeFile(path, Buffer.concat([delta.bytes, Buffer.alloc(100, 'junk')]))
      const result = await it.pip(['install', `delta @ ${pathToFileURL(path).href}`])
      await mustRefuse(it, result, 'TC1013', 'TC1001', 'TC1003')
      assert.deepEqual(await it.home.ran(), [], story(result))
    },
  },
  {
    name: 'tampered in pip’s HTTP cache',
    scene: (world) => ({
      site: {
        api: '1.4',
        projects: [
          { name: 'alpha', files: [served(good, { sha256: 'none', provenance: provenanceOf(world, good) })] },
        ],
      },
    }),
    run: async (it) => {
      mustSucceed(await it.pip(['install', 'alpha']))
      assert.equal((await it.pip(['uninstall', '-y', 'alpha'])).code, 0)
      const changed = changedTimestamp(good)
      const count = await replaceBelow(it.home.root, good.bytes, changed.bytes)
      assert.ok(count > 0, 'the file was not cached')
      await mustRefuse(it, await it.pip(['install', 'alpha']), 'TC1006', 'TC2111')
    },
  },
  {
    name: 'swapped wheel in pip’s wheel cache',
    scene: goodScene,
    run: async (it) => {
      mustSucceed(await it.pip(['install', 'delta']))
      assert.equal((await it.pip(['uninstall', '-y', 'delta'])).code, 0)
      const swapped = makeWheel({ project: 'delta', version: '1.0', files: { 'delta.py': 'WORD = "bad"\n' } })
      const count = await swapWheels(it.home.root, swapped.filename, swapped.bytes)
      assert.ok(count > 0, 'the wheel was not cached')
      await mustRefuse(it, await it.pip(['install', 'delta']), 'TC1012')
    },
  },
  {
    name: 'redirect to a host with a tampered file',
    scene: goodScene,
    run: async (it, world) => {
      const lying = { ...served(bad), provenance: provenanceOf(world, good) }
      const there = { api: '1.4', projects: [{ name: 'alpha', files: [lying] }] } as const
      const other = await startIndex(there, { authority: it.authority })
      const files = [served(good, { sha256: 'none', provenance: provenanceOf(world, good) })]
      it.index.replace({ api: '1.4', projects: [{ name: 'alpha', files }], redirectFilesTo: other.base })
      const result = await whileOpen(other, async () => await it.pip(['install', 'alpha']))
      await mustRefuse(it, result, 'TC2111')
    },
  },
]

async function swapWheels(folder: string, filename: string, bytes: Uint8Array): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const found = entries.filter((entry) => entry.name === filename && entry.isFile())
  await Promise.all(found.map((entry) => writeFile(join(entry.parentPath, entry.name), bytes)))
  return found.length
}
