import assert from 'node:assert/strict'
import { chmod, chown, mkdir, stat, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  changedByte,
  junkTail,
  makeWheel,
  RAN_VARIABLE,
  sourceTree,
  writeTarGz,
  type Distribution,
  type Site,
} from '../../world/index/index.ts'
import type { World } from '../../world/sigstore/index.ts'
import {
  attested,
  inheritedEnvironment,
  mustRun,
  provenanceOf,
  served,
  story,
  type Pair,
  type Scene,
} from '../harness/index.ts'
import { attack, installs, type Attack, type Turn } from './attack.ts'
import {
  asRoot,
  judgedProjects,
  mustHold,
  NOBODY,
  mustSucceed,
  newestOnly,
  type ChannelCase,
} from './channel-case.ts'
import { gamma, goodProjects } from './goods.ts'

const helperSpec = { project: 'helper', version: '1.0', files: { 'helper.py': 'WORD = "good"\n' } }
const helpers = { honest: makeWheel(helperSpec), changed: changedByte(helperSpec) }

/** The sdist is honest; what it is built with was changed on the way. */
function buildSite(world: World, turn: Turn): Site {
  const provenance = provenanceOf(world, helpers.honest)
  return {
    api: '1.4',
    projects: [
      { name: 'gamma', files: [attested(world, gamma)] },
      { name: 'helper', files: [served(helpers[turn], { provenance })] },
    ],
  }
}

function buildRequirement(name: string, args: readonly string[], more: Partial<Attack> = {}): ChannelCase {
  return attack({
    name,
    codes: ['TC2111'],
    site: buildSite,
    attempt: async (it) => await it.pip(['install', ...args, 'gamma']),
    proves: installs('gamma-1.0'),
    ...more,
  })
}

/** The folder of a project, as a person has it. */
async function sourceFolder(it: Scene): Promise<string> {
  const folder = join(it.home.work, 'omega')
  if (existsSync(folder)) return folder
  await mkdir(folder)
  for (const [name, text] of Object.entries(sourceTree({ project: 'omega', version: '1.0' }))) {
    await writeFile(join(folder, name), text)
  }
  await writeFile(`${folder}.txt`, `-e ${folder}\n`)
  return folder
}

const ruled = (effect: string): string => `apiVersion: trustctl/v1
kind: Policy
metadata: { name: folders, version: 1 }
extends: [preset:balanced]
rules: [{ id: folders, match: { kind: [directory] }, ${effect} }]
`

/** A folder that the policy denies is refused before any of its code runs; the twin is one that it allows. */
function folderOf(
  name: string,
  words: (folder: string) => readonly string[],
  more: Partial<Attack> = {},
): ChannelCase {
  return attack({
    name,
    codes: ['TC4001', 'TC4007'],
    attempt: async (it, turn) => {
      await it.home.writePolicy(turn === 'changed' ? ruled('deny: "only releases"') : ruled('require: []'))
      return await it.pip(words(await sourceFolder(it)))
    },
    proves: async (it, result) => {
      await mustHold(it, 'omega-1.0')
      assert.ok(
        result.report?.artifacts.some(({ channel }) => channel !== ''),
        story(result),
      )
    },
    ...more,
  })
}

/** A folder whose place or owner is spoilt in the first turn, and put right for the second. */
function openFolder(
  name: string,
  spoil: (folder: string) => Promise<void>,
  unsupported?: ChannelCase['unsupported'],
): ChannelCase {
  return attack({
    name,
    codes: ['TC1011'],
    ...(unsupported && { unsupported }),
    attempt: async (it, turn) => {
      // Below a folder that lets nobody else through, no rights of others count.
      await chmod(it.home.root, 0o755)
      const folder = await sourceFolder(it)
      if (turn === 'changed') await spoil(folder)
      else for (const path of [folder, dirname(folder)]) await putRight(path)
      return await it.pip(['install', folder])
    },
    proves: installs('omega-1.0'),
  })
}

async function putRight(path: string): Promise<void> {
  await chmod(path, 0o755)
  const { uid, gid } = await stat(dirname(dirname(path)))
  if ((await stat(path)).uid !== uid) await chown(path, uid, gid)
}

const oldestOnly = ({ pip }: Pair): string | null =>
  pip === '21.3.1' ? null : 'this pip runs no setup.py by itself unless the package `wheel` is there'

/** The setuptools that the interpreter brings for new environments, put into one. */
const SETUPTOOLS = `import ensurepip, glob, os, sys, zipfile
[wheel] = glob.glob(os.path.join(os.path.dirname(ensurepip.__file__), '_bundled', 'setuptools-*.whl'))
zipfile.ZipFile(wheel).extractall(sys.argv[1])
`
const TOOLS = { env: inheritedEnvironment(), cwd: '/' }

/** A project as they were before PEP 517; its setup.py says that it ran. */
const SETUP = `import os
with open(os.environ['${RAN_VARIABLE}'], 'a') as ran:
    ran.write('old-1.0\\n')
from setuptools import setup
setup(name='old', version='1.0', py_modules=['old'])
`
const old: Distribution = {
  filename: 'old-1.0.tar.gz',
  bytes: writeTarGz([
    { name: 'old-1.0/setup.py', bytes: Buffer.from(SETUP) },
    { name: 'old-1.0/old.py', bytes: Buffer.from('') },
    { name: 'old-1.0/PKG-INFO', bytes: Buffer.from('Metadata-Version: 1.0\nName: old\nVersion: 1.0\n') },
  ]),
  metadata: Buffer.from(''),
}

export const buildCases: readonly ChannelCase[] = [
  buildRequirement('build requirement', []),
  buildRequirement('build requirement, venv-isolation', ['--use-feature', 'venv-isolation'], {
    unsupported: newestOnly,
  }),
  buildRequirement('build requirement, inprocess-build-deps', ['--use-feature', 'inprocess-build-deps'], {
    unsupported: newestOnly,
  }),
  buildRequirement('build requirement, --isolated', [], {
    attempt: async (it) => {
      const options = ['--index-url', it.index.indexUrl, '--cert', it.caFile]
      return await it.pip(['install', '--isolated', ...options, 'gamma'])
    },
  }),
  {
    name: 'sdist with build requirements: both are judged',
    scene: (world) => ({ site: { api: '1.4', projects: goodProjects(world) } }),
    run: async (it) => {
      const result = await it.pip(['install', 'gamma'])
      mustSucceed(result)
      await mustHold(it, 'gamma-1.0')
      assert.deepEqual(judgedProjects(result), ['gamma', 'helper'], story(result))
    },
  },
  folderOf('local folder', (folder) => ['install', folder]),
  folderOf('local folder without build isolation', (folder) => ['install', '--no-build-isolation', folder]),
  folderOf('editable folder', (folder) => ['install', '-e', folder]),
  folderOf('editable folder in a requirements file', (folder) => ['install', '-r', `${folder}.txt`]),
  openFolder('local folder that others may write', async (folder) => {
    await chmod(folder, 0o777)
  }),
  openFolder('local folder in a folder that others may write', async (folder) => {
    await chmod(dirname(folder), 0o777)
  }),
  openFolder(
    'local folder of another user',
    async (folder) => {
      await chown(folder, NOBODY, NOBODY)
    },
    asRoot,
  ),
  attack({
    name: 'sdist with setup.py alone, without build isolation',
    unsupported: oldestOnly,
    codes: ['TC1013'],
    site: (_world, turn) => {
      const { filename, bytes } = turn === 'changed' ? junkTail(old) : old
      return { api: 'html', projects: [{ name: 'old', files: [{ filename, bytes, sha256: 'none' }] }] }
    },
    attempt: async (it) => {
      await mustRun(it.venv.python, ['-c', SETUPTOOLS, it.venv.sitePackages], TOOLS)
      return await it.pip(['install', '--no-build-isolation', 'old'])
    },
    proves: async (it) => assert.deepEqual(new Set(await it.home.ran()), new Set(['old-1.0'])),
  }),
  {
    name: 'taint: what is judged after the first build hook says so',
    scene: (world) => ({ site: { api: '1.4', projects: goodProjects(world) } }),
    run: async (it) => {
      mustSucceed(await it.pip(['install', 'delta']))
      const { stdout } = await it.home.trustctl(['why', 'delta'])
      const decisions = stdout.split(/\n\n(?=[A-Z]+ )/)
      const [sdist, wheel] = ['.zip', '.whl'].map((suffix) =>
        decisions.find((text) => text.split('\n')[0]?.includes(suffix)),
      )
      assert.doesNotMatch(sdist ?? 'after build code had run', /after build code had run/, stdout)
      assert.match(wheel ?? '', /after build code had run/, stdout)
    },
  },
]
