import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pairName, type Pair } from './pairs.ts'
import { inheritedEnvironment, mustRun } from './run-command.ts'

/** A virtual environment of its own with the pip of a pair. */
export interface Venv {
  readonly pair: Pair
  readonly folder: string
  readonly bin: string
  readonly python: string
  readonly sitePackages: string
  /** What pip says of itself: `25.3`. */
  readonly pipVersion: string
}

const cacheFolder = join(import.meta.dirname, '../../../.scratch/venvs')

function sitePackagesOf(folder: string, { python }: Pair): string {
  return join(folder, 'lib', `python${python.minor}`, 'site-packages')
}

/** Makes the environment that copies are taken from, by the pip and the index that this machine is set up with. */
async function buildTemplate(pair: Pair, target: string): Promise<void> {
  await mkdir(cacheFolder, { recursive: true })
  const folder = await mkdtemp(join(cacheFolder, 'new-'))
  const options = { env: inheritedEnvironment(), cwd: folder, timeoutMs: 300_000 }
  await mustRun(pair.python.executable, ['-m', 'venv', folder], options)
  const wanted = pair.pip === 'newest' ? ['--upgrade', 'pip'] : [`pip==${pair.pip}`]
  await mustRun(join(folder, 'bin/python'), ['-m', 'pip', 'install', '--quiet', ...wanted], options)
  await rename(folder, target).catch(async (error: unknown) => {
    if (!existsSync(target)) throw error
    await rm(folder, { recursive: true, force: true })
  })
}

async function templateFor(pair: Pair): Promise<string> {
  const target = join(cacheFolder, `${pairName(pair)}-${pair.python.version}`)
  if (!existsSync(target)) await buildTemplate(pair, target)
  return target
}

const SCRIPT = `import re
import sys
from pip._internal.cli.main import main
if __name__ == '__main__':
    sys.argv[0] = re.sub(r'(-script\\.pyw|\\.exe)?$', '', sys.argv[0])
    sys.exit(main())
`

/** Writes the scripts as pip's own installation does; `flags` are the interpreter's, as in \`#!python -E\`. */
export async function writePipScripts(
  venv: Pick<Venv, 'bin' | 'python' | 'pair'>,
  flags = '',
): Promise<void> {
  const line = `#!${venv.python}${flags === '' ? '' : ` ${flags}`}\n`
  const names = ['pip', 'pip3', `pip${venv.pair.python.minor}`]
  await Promise.all(names.map((name) => writeFile(join(venv.bin, name), line + SCRIPT, { mode: 0o755 })))
}

async function versionOfPip(sitePackages: string): Promise<string> {
  const text = await readFile(join(sitePackages, 'pip/__init__.py'), 'utf8')
  return /__version__ = "([^"]+)"/.exec(text)?.[1] ?? 'unknown'
}

/** A fresh environment at `folder`, in a fraction of a second: pip's files are linked (else copied) from a kept template. */
export async function freshVenv(pair: Pair, folder: string): Promise<Venv> {
  const template = await templateFor(pair)
  const options = { env: inheritedEnvironment(), cwd: '/' }
  await mustRun(pair.python.executable, ['-m', 'venv', '--without-pip', folder], options)
  const [source, target] = [sitePackagesOf(template, pair), sitePackagesOf(folder, pair)]
  const names = (await readdir(source)).filter((name) => /^pip(-|$)/.test(name))
  await mustRun('cp', ['-R', '-l', ...names.map((name) => join(source, name)), target], options).catch(
    async () => {
      for (const name of names) await cp(join(source, name), join(target, name), { recursive: true })
    },
  )
  const bin = join(folder, 'bin')
  const python = join(bin, 'python')
  await writePipScripts({ bin, python, pair })
  return { pair, folder, bin, python, sitePackages: target, pipVersion: await versionOfPip(target) }
}

/** The distributions that an environment holds, without pip itself: `alpha-1.0`, sorted. */
export async function installedIn({ sitePackages }: Venv): Promise<readonly string[]> {
  const names = await readdir(sitePackages)
  return names
    .filter((name) => name.endsWith('.dist-info') && !/^(pip|setuptools)-/.test(name))
    .map((name) => name.slice(0, -'.dist-info'.length))
    .toSorted()
}
