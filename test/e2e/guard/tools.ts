import assert from 'node:assert'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { existsSync, readdirSync } from 'node:fs'
import type { CommandResult } from '../harness/index.ts'
import { type GuardedScene, mustBeGuarded, told } from './guarded-scene.ts'
import { toolsPython } from './tools-venv.ts'

/** A program that makes environments and starts their pips. */
export interface Tool {
  readonly name: string
  /** Makes the environment, with nothing in it. */
  readonly prepare: (scene: GuardedScene, tool: Runner) => Promise<string>
  readonly install: (scene: GuardedScene, tool: Runner, project: string) => Promise<CommandResult>
}

type Runner = (module: string, args: readonly string[]) => Promise<CommandResult>

/** What is protected: the person's pips, or the environment. */
export const ROADS = ['user', 'environment'] as const
export type Road = (typeof ROADS)[number]

/** Nothing is asked of the network beside the test's own index. */
const OFFLINE = { VIRTUALENV_NO_PERIODIC_UPDATE: '1', VIRTUALENV_DOWNLOAD: '0', PIPX_DEFAULT_BACKEND: 'pip' }

const inWork = (scene: GuardedScene, name: string): string => join(scene.home.work, name)

export const TOOLS: readonly Tool[] = [
  {
    name: 'venv',
    prepare: async (scene, tool) => {
      await must(tool('venv', [inWork(scene, 'made')]))
      return inWork(scene, 'made')
    },
    install: (scene, _tool, project) =>
      scene.run(inWork(scene, 'made/bin/python'), ['-m', 'pip', 'install', project]),
  },
  {
    name: 'virtualenv',
    prepare: async (scene, tool) => {
      await must(tool('virtualenv', [inWork(scene, 'made')]))
      return inWork(scene, 'made')
    },
    install: (scene, _tool, project) => scene.run(inWork(scene, 'made/bin/pip'), ['install', project]),
  },
  {
    name: 'tox',
    prepare: async (scene, tool) => {
      await writeTox(scene, [])
      await must(tool('tox', ['run', '-e', 'py', '--notest', '--workdir', inWork(scene, '.tox')]))
      return inWork(scene, '.tox/py')
    },
    install: async (scene, tool, project) => {
      await writeTox(scene, [project])
      return tool('tox', ['run', '-e', 'py', '--workdir', inWork(scene, '.tox')])
    },
  },
  {
    name: 'nox',
    prepare: async (scene, tool) => {
      await writeNox(scene, null)
      await must(tool('nox', ['--reuse-existing-virtualenvs', '--session', 'py']))
      return inWork(scene, '.nox/py')
    },
    install: async (scene, tool, project) => {
      await writeNox(scene, project)
      return tool('nox', ['--reuse-existing-virtualenvs', '--session', 'py'])
    },
  },
  {
    name: 'pipx',
    prepare: async (scene, tool) => {
      await must(tool('pipx', ['install', '--backend', 'pip', 'alpha']))
      return join(scene.home.root, 'home/.local/share/pipx/venvs/alpha')
    },
    install: (_scene, tool, project) => tool('pipx', ['inject', '--force', 'alpha', project]),
  },
]

/** Tries one tool on one road; throws where something tampered was let through, or something good was not. */
export async function tryTool(tool: Tool, road: Road, scene: GuardedScene): Promise<void> {
  const python = await toolsPython(scene.venv.pair.python)
  // pipx wants a new pip for what its environments share, which the test's index doesn't have.
  const shared = await scene.home.venv({ pip: 'newest', python: scene.venv.pair.python })
  const variables = { ...OFFLINE, PIPX_SHARED_LIBS: shared.folder }
  const run: Runner = (module, args) => scene.run(python, ['-m', module, ...args], variables)
  if (road === 'user') await scene.protect('user')
  const folder = await tool.prepare(scene, run)
  if (road === 'environment') await scene.protect(folder)
  await mustBeGuarded((project) => tool.install(scene, run, project))
  const lib = join(folder, 'lib')
  const names = readdirSync(lib).flatMap((name) => readdirSync(join(lib, name, 'site-packages')))
  const installed = new Set(names)
  assert.ok(installed.has('alpha.py'))
  assert.ok(!installed.has('omega.py'))
  assert.ok(existsSync(join(folder, 'pyvenv.cfg')))
}

async function must(running: Promise<CommandResult>): Promise<void> {
  const result = await running
  assert.strictEqual(result.code, 0, told(result))
}

const writeTox = (scene: GuardedScene, deps: readonly string[]): Promise<void> =>
  writeFile(
    inWork(scene, 'tox.ini'),
    `[tox]\nenv_list = py\n[testenv]\nskip_install = true\ndeps = ${deps.join('\n  ')}\ncommands = python -c "1"\n`,
  )

const writeNox = (scene: GuardedScene, project: string | null): Promise<void> =>
  writeFile(
    inWork(scene, 'noxfile.py'),
    `import nox\n@nox.session\ndef py(session):\n    ${project === null ? 'pass' : `session.install("${project}")`}\n`,
  )
