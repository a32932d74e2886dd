import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
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
  /** The words that lock where there is no lock file, and install. */
  readonly words: readonly string[]
  /** The same, as the person types it. */
  readonly sync: (extra?: Readonly<Record<string, string>>) => Promise<CommandResult>
  readonly lockFile: string
  /** Removes the environment, and the lock file too where asked. */
  readonly forget: (what: { readonly lock: boolean }) => Promise<void>
  /** What PATH finds: the front where there is one. */
  readonly run: (args: readonly string[], extra?: Readonly<Record<string, string>>) => Promise<CommandResult>
  /** The same past the front, by the program's path. */
  readonly bare: (args: readonly string[], extra?: Readonly<Record<string, string>>) => Promise<CommandResult>
  readonly installed: () => Promise<readonly string[]>
}

const WORDS: Readonly<Record<FetcherName, readonly string[]>> = {
  uv: ['sync'],
  poetry: ['install', '--no-root', '--no-interaction'],
  pdm: ['install', '--no-self'],
}

export async function fetcherIn(scene: GuardedScene, name: FetcherName): Promise<Fetcher> {
  const python = await toolsPython(scene.venv.pair.python, 'fetchers')
  const folder = scene.home.work
  const programs = await programsOf(python, scene)
  const lockFile = join(folder, `${name}.lock`)
  const fronts = scene.home.paths.guardedToolsBin
  const variables = {
    PATH: `${fronts}:${programs}:/usr/bin:/bin`,
    UV_PYTHON: scene.venv.pair.python.executable,
    UV_PYTHON_DOWNLOADS: 'never',
    UV_NO_PROGRESS: '1',
    POETRY_VIRTUALENVS_IN_PROJECT: 'true',
    PDM_CHECK_UPDATE: '0',
    PDM_NON_INTERACTIVE: '1',
    NO_COLOR: '1',
  }
  const bare: Fetcher['bare'] = (args, extra = {}) =>
    scene.run(join(programs, name), args, { ...variables, ...extra })
  const run: Fetcher['run'] = (args, extra = {}) => {
    const front = join(fronts, name)
    if (!existsSync(front)) return bare(args, extra)
    return scene.run(front, args, { ...variables, ...extra })
  }
  return {
    name,
    run,
    bare,
    words: WORDS[name],
    sync: (extra) => run(WORDS[name], extra),
    lockFile,
    forget: async ({ lock }) => {
      await rm(join(folder, '.venv'), { recursive: true, force: true })
      await rm(join(folder, '.pdm-python'), { force: true })
      if (lock) await rm(lockFile, { force: true })
    },
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

/** The environment was moved after it was made: what its scripts begin with names another place. */
async function programsOf(python: string, scene: GuardedScene): Promise<string> {
  const folder = join(scene.home.root, 'programs')
  await mkdir(folder, { recursive: true })
  for (const name of FETCHERS) {
    const words = name === 'uv' ? join(dirname(python), name) : `${python} -m ${name}`
    await writeFile(join(folder, name), `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 })
  }
  return folder
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
