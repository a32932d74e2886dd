import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { changedByte, makeSdist, makeWheel, sha256Hex, sourceTree } from '../../world/index/index.ts'
import {
  inheritedEnvironment,
  mustRun,
  provenanceOf,
  served,
  story,
  type Pair,
  type Scene,
} from '../harness/index.ts'
import { mustHold, mustRefuse, mustSucceed, type ChannelCase } from './channel-case.ts'
import { alpha, alphaSpec, goodProjects } from './goods.ts'

const helperSpec = { project: 'helper', version: '1.0', files: { 'helper.py': 'WORD = "good"\n' } }
const badHelper = changedByte(helperSpec)
const gamma = makeSdist({
  project: 'gamma',
  version: '1.0',
  buildRequires: ['helper'],
  buildImports: ['helper'],
})

const goodScene: ChannelCase['scene'] = (world) => ({ site: { api: '1.4', projects: goodProjects(world) } })

/** The sdist is honest; what it is built with was changed on the way. */
const badBuildScene: ChannelCase['scene'] = (world) => ({
  site: {
    api: '1.4',
    projects: [
      { name: 'gamma', files: [served(gamma)] },
      {
        name: 'helper',
        files: [served(badHelper, { provenance: provenanceOf(world, makeWheel(helperSpec)) })],
      },
    ],
  },
})

/** The wheel is changed; the honest one's provenance is beside it. */
const badScene: ChannelCase['scene'] = (world) => ({
  site: {
    api: '1.4',
    projects: [
      {
        name: 'alpha',
        files: [served(changedByte(alphaSpec), { provenance: provenanceOf(world, makeWheel(alphaSpec)) })],
      },
    ],
  },
})

async function refusesBuild(it: Scene, ...args: readonly string[]): Promise<void> {
  const result = await it.pip(['install', ...args, 'gamma'])
  await mustRefuse(it, result, 'TC2111')
  assert.deepEqual(await it.home.ran(), [], story(result))
}

/** A git repository with a package in it. */
async function repository(it: Scene): Promise<string> {
  const folder = join(it.home.root, 'repository')
  await mkdir(folder)
  for (const [name, text] of Object.entries(sourceTree({ project: 'omega', version: '1.0' }))) {
    await writeFile(join(folder, name), text)
  }
  const options = { env: { ...inheritedEnvironment(), HOME: it.home.root }, cwd: folder }
  await mustRun('git', ['init', '-q'], options)
  await mustRun('git', ['add', '.'], options)
  const author = ['-c', 'user.name=World', '-c', 'user.email=world@world.example']
  await mustRun('git', [...author, 'commit', '-q', '-m', 'all'], options)
  return folder
}

const newestOnly = ({ pip }: Pair): string | null =>
  pip === 'newest' ? null : 'this pip has no such feature'

export const buildAndTextCases: readonly ChannelCase[] = [
  {
    name: 'tampered build requirement',
    scene: badBuildScene,
    run: async (it) => await refusesBuild(it),
  },
  {
    name: 'tampered build requirement, venv-isolation',
    scene: badBuildScene,
    unsupported: newestOnly,
    run: async (it) => await refusesBuild(it, '--use-feature', 'venv-isolation'),
  },
  {
    name: 'tampered build requirement, inprocess-build-deps',
    scene: badBuildScene,
    unsupported: newestOnly,
    run: async (it) => await refusesBuild(it, '--use-feature', 'inprocess-build-deps'),
  },
  {
    name: 'tampered, pip download',
    scene: badScene,
    run: async (it) => await mustRefuse(it, await it.pip(['download', '-d', 'got', 'alpha']), 'TC2111'),
  },
  {
    name: 'tampered, --target',
    scene: badScene,
    run: async (it) => await mustRefuse(it, await it.pip(['install', '--target', 'into', 'alpha']), 'TC2111'),
  },
  {
    name: 'tampered, hash pinned to the tampered bytes',
    scene: badScene,
    run: async (it) => {
      const pin = `alpha==1.0 --hash=sha256:${sha256Hex(changedByte(alphaSpec).bytes)}\n`
      await writeFile(join(it.home.work, 'pinned.txt'), pin)
      await mustRefuse(it, await it.pip(['install', '--require-hashes', '-r', 'pinned.txt']), 'TC2111')
    },
  },
  {
    name: 'tampered, --index-url inside a requirements file',
    scene: badScene,
    run: async (it) => {
      const url = it.index.indexUrl
      await writeFile(join(it.home.work, 'indexed.txt'), `--index-url ${url}\nalpha\n`)
      const env = { PIP_INDEX_URL: 'https://nowhere.invalid/simple/' }
      await mustRefuse(it, await it.pip(['install', '-r', 'indexed.txt'], { env }), 'TC2111')
    },
  },
  {
    name: 'tampered, PIP_NO_INDEX with a remote --find-links page',
    scene: (world) => ({
      site: {
        projects: [
          {
            name: 'alpha',
            files: [
              served(changedByte(alphaSpec), { provenance: provenanceOf(world, makeWheel(alphaSpec)) }),
            ],
          },
        ],
      },
    }),
    run: async (it) => {
      const page = `${it.index.base}/simple/alpha/`
      const result = await it.pip(['install', '--no-index', '--find-links', page, 'alpha'])
      await mustRefuse(it, result, 'TC2111')
    },
  },
  {
    name: 'requirements file from the index’s host',
    scene: (world) => ({
      site: {
        api: '1.4',
        projects: goodProjects(world),
        extras: { '/requirements.txt': { contentType: 'text/plain', body: 'alpha\ndelta\n' } },
      },
    }),
    run: async (it) => {
      mustSucceed(await it.pip(['install', '-r', `${it.index.base}/requirements.txt`]))
      await mustHold(it, 'alpha-1.0', 'beta-1.0', 'delta-1.0')
    },
  },
  {
    name: 'remote requirements file that names a local path',
    scene: goodScene,
    run: async (it, world) => {
      const path = join(it.home.root, alpha.filename)
      await writeFile(path, alpha.bytes)
      const extras = { '/requirements.txt': { contentType: 'text/plain', body: `${path}\n` } }
      it.index.replace({ api: '1.4', projects: goodProjects(world), extras })
      const result = await it.pip(['install', '-r', `${it.index.base}/requirements.txt`])
      await mustRefuse(it, result, 'TC4008')
    },
  },
  {
    name: 'git repository, denied by the policy',
    scene: goodScene,
    run: async (it) => {
      await it.home.writePolicy(`apiVersion: trustctl/v1
kind: Policy
metadata: { name: no-vcs, version: 1 }
extends: [preset:balanced]
rules: [{ id: no-vcs, match: { kind: [vcs] }, deny: "only releases" }]
`)
      const result = await it.pip(['install', `git+file://${await repository(it)}`])
      await mustRefuse(it, result, 'TC4001', 'TC4005')
      assert.deepEqual(await it.home.ran(), [], story(result))
    },
  },
  {
    name: 'git repository',
    scene: goodScene,
    run: async (it) => {
      mustSucceed(await it.pip(['install', `git+file://${await repository(it)}`]))
      await mustHold(it, 'omega-1.0')
    },
  },
]
