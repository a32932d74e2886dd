import { readdir, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { GuardedScene } from '../guard/guarded-scene.ts'
import { toolsPython } from '../guard/tools-venv.ts'
import type { CommandResult } from '../harness/index.ts'

export const FETCHERS = ['uv', 'poetry', 'pdm'] as const
export type FetcherName = (typeof FETCHERS)[number]

/** A tool in a project of its own, with the index of the scene. */
export interface Fetcher {
  readonly name: FetcherName
  /** A project that wants one thing; with an index that is not the scene's where it is named. */
  readonly project: (wanted: string, index?: string) => Promise<void>
  /** Locks and installs by what the person types: the front where there is one. */
  readonly install: () => Promise<CommandResult>
  readonly run: (args: readonly string[], extra?: Readonly<Record<string, string>>) => Promise<CommandResult>
  /** The same past the front, by the program's path. */
  readonly bare: (args: readonly string[], extra?: Readonly<Record<string, string>>) => Promise<CommandResult>
  readonly installed: () => Promise<readonly string[]>
  readonly folder: string
}

const LOCKING: Readonly<Record<FetcherName, readonly string[]>> = {
  uv: ['sync'],
  poetry: ['install', '--no-root', '--no-interaction'],
  pdm: ['install', '--no-self', '--non-interactive'],
}

export async function fetcherIn(scene: GuardedScene, name: FetcherName): Promise<Fetcher> {
  const python = await toolsPython(scene.venv.pair.python, 'fetchers')
  const folder = scene.home.work
  const fronts = scene.home.paths.guardedToolsBin
  const variables = {
    PATH: `${fronts}:${dirname(python)}:/usr/bin:/bin`,
    UV_PYTHON: scene.venv.pair.python.executable,
    UV_PYTHON_DOWNLOADS: 'never',
    UV_NO_PROGRESS: '1',
    POETRY_VIRTUALENVS_IN_PROJECT: 'true',
    PDM_CHECK_UPDATE: '0',
    NO_COLOR: '1',
  }
  const bare: Fetcher['bare'] = (args, extra = {}) =>
    scene.run(join(dirname(python), name), args, { ...variables, ...extra })
  const run: Fetcher['run'] = (args, extra = {}) => {
    const front = join(fronts, name)
    if (!existsSync(front)) return bare(args, extra)
    return scene.run(front, args, { ...variables, ...extra })
  }
  return {
    name,
    folder,
    run,
    bare,
    install: () => run(LOCKING[name]),
    project: (wanted, index = scene.index.indexUrl) =>
      writeFile(join(folder, 'pyproject.toml'), projectText(name, wanted, index)),
    installed: async () => {
      const lib = join(folder, '.venv/lib')
      const folders = await readdir(lib).catch(() => [])
      const names = await Promise.all(folders.map((each) => readdir(join(lib, each, 'site-packages'))))
      return names.flat().filter((each) => each === 'alpha.py' || each === 'omega.py')
    },
  }
}

function projectText(name: FetcherName, wanted: string, index: string): string {
  const head = `[project]\nname = "probe"\nversion = "1.0"\nrequires-python = ">=3.10,<4"\ndependencies = ["${wanted}"]\n`
  switch (name) {
    case 'uv':
      return `${head}[tool.uv]\npackage = false\n[[tool.uv.index]]\nurl = "${index}"\ndefault = true\n`
    case 'poetry':
      return `${head}[tool.poetry]\npackage-mode = false\n[[tool.poetry.source]]\nname = "mine"\nurl = "${index}"\npriority = "primary"\n`
    case 'pdm':
      return `${head}[tool.pdm]\ndistribution = false\n[[tool.pdm.source]]\nname = "pypi"\nurl = "${index}"\nverify_ssl = true\n`
  }
}
