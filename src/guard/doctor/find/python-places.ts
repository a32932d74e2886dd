import type { Dirent } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { isAbsolute, join, resolve } from 'node:path'
import type { DoctorWorld } from '../doctor-world.ts'
import { environmentsBelow } from './environments-below.ts'

/** By what road a Python was found. */
export type FoundBy = 'path' | 'pyenv' | 'conda' | 'environment' | 'pipx' | 'uv-tool' | 'uv-python' | 'poetry'

/** A path where a Python may be. */
export interface PythonPlace {
  readonly path: string
  readonly by: FoundBy
}

const PYTHON = /^python(?:[23](?:\.\d{1,2})?)?$/
/** Its other shims answer only where their version is chosen, and all versions are looked at by themselves. */
const CHOSEN_BY_PYENV = /^python3?$/
/** A PATH of more folders than that is looked through no further. */
export const MAX_PATH_FOLDERS = 200
const MAX_CONDA_BYTES = 64 * 1024

type Places = Pick<DoctorWorld, 'env' | 'home' | 'cwd'>

/** The folders of PATH, each once, in order; relative and empty ones are no places to look for programs. */
export function pathFolders({ env }: Pick<Places, 'env'>): readonly string[] {
  return [...new Set((env['PATH'] ?? '').split(':').filter(isAbsolute))].slice(0, MAX_PATH_FOLDERS)
}

/**
 * Every path where a Python of this person may be: on PATH, in pyenv, conda, pipx, uv and poetry, and in environments
 * below `folders` (by default the current folder and the usual homes of environments). Nothing is run.
 */
export async function pythonPlaces(
  folders: readonly string[],
  world: Places,
): Promise<readonly PythonPlace[]> {
  const { env, home } = world
  const data = env['XDG_DATA_HOME'] ?? join(home, '.local/share')
  const cache = env['XDG_CACHE_HOME'] ?? join(home, '.cache')
  const pyenv = join(pyenvRoot(world), 'versions')
  const pipx = [env['PIPX_HOME'] ?? join(data, 'pipx'), join(home, '.local/pipx')]
  const uvTools = env['UV_TOOL_DIR'] ?? join(data, 'uv/tools')
  const uvPythons = env['UV_PYTHON_INSTALL_DIR'] ?? join(data, 'uv/python')
  const poetry = env['POETRY_VIRTUALENVS_PATH'] ?? join(cache, 'pypoetry/virtualenvs')
  const found = await Promise.all([
    onPath(world),
    foldersIn(pyenv, 'pyenv'),
    condaPlaces(world),
    ...pipx.map((each) => foldersIn(join(each, 'venvs'), 'pipx')),
    foldersIn(uvTools, 'uv-tool'),
    foldersIn(uvPythons, 'uv-python'),
    foldersIn(poetry, 'poetry'),
    environments(folders, world),
  ])
  return found.flat()
}

function pyenvRoot({ env, home }: Places): string {
  return env['PYENV_ROOT'] ?? join(home, '.pyenv')
}

async function onPath(world: Places): Promise<readonly PythonPlace[]> {
  const found = await Promise.all(
    pathFolders(world).map(async (folder) => {
      const isShims = folder === join(pyenvRoot(world), 'shims')
      const named = isShims ? CHOSEN_BY_PYENV : PYTHON
      const names = (await entriesOf(folder)).map(({ name }) => name).filter((name) => named.test(name))
      return names.toSorted().map((name) => ({ path: join(folder, name), by: 'path' }) as const)
    }),
  )
  return found.flat()
}

async function foldersIn(folder: string, by: FoundBy): Promise<readonly PythonPlace[]> {
  const entries = await entriesOf(folder)
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ path: join(folder, name, 'bin/python'), by }))
}

const CONDA_ROOTS = ['miniconda3', 'anaconda3', 'miniforge3', 'mambaforge', 'micromamba'] as const

/** Conda keeps a list of its environments; roots that it does not list are looked for where its installers put them. */
async function condaPlaces({ env, home }: Places): Promise<readonly PythonPlace[]> {
  const listed = await readFile(join(home, '.conda/environments.txt'), 'utf8').catch(() => '')
  const exe = env['CONDA_EXE']
  const roots = [
    ...CONDA_ROOTS.map((name) => join(home, name)),
    '/opt/conda',
    ...(exe === undefined ? [] : [resolve(exe, '../..')]),
  ]
  const named = listed.slice(0, MAX_CONDA_BYTES).split('\n').filter(isAbsolute)
  const below = await Promise.all(roots.map((root) => foldersIn(join(root, 'envs'), 'conda')))
  const prefixes = [...roots, ...named].map((prefix) => join(prefix, 'bin/python'))
  return [...prefixes.map((path) => ({ path, by: 'conda' }) as const), ...below.flat()]
}

async function environments(
  folders: readonly string[],
  { env, home, cwd }: Places,
): Promise<readonly PythonPlace[]> {
  const workOn = env['WORKON_HOME']
  const active = env['VIRTUAL_ENV']
  const usual = [
    cwd,
    join(home, '.virtualenvs'),
    join(home, '.venvs'),
    join(home, '.local/share/virtualenvs'),
    join(home, '.local/share/hatch/env/virtual'),
    ...(workOn === undefined ? [] : [workOn]),
    ...(active === undefined ? [] : [active]),
  ]
  const roots = folders.length > 0 ? folders.map((folder) => resolve(cwd, folder)) : usual
  const found = await environmentsBelow([...new Set(roots)])
  return found.map((folder) => ({ path: join(folder, 'bin/python'), by: 'environment' }))
}

/** A folder that can't be read holds nothing that this person runs. */
async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  return await readdir(folder, { withFileTypes: true }).catch(() => [])
}
