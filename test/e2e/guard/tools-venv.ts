import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { inheritedEnvironment, mustRun, type Interpreter } from '../harness/index.ts'

const folder = join(import.meta.dirname, '../../../.scratch/venvs')
/** Forty packages on a busy machine. */
const BUILD_MS = 900_000
const TOOLS = {
  starters: ['nox==2026.10.20', 'pipx==1.18.4', 'tox==4.67.15', 'virtualenv==21.15.11'],
  // pdm 2.29.4 admits a hishel that it doesn't work with.
  fetchers: ['hishel==1.4.0', 'pdm==2.29.4', 'poetry==2.5.1', 'uv==0.13.9'],
  servers: ['devpi-server==6.20.3', 'passlib==1.7.4', 'pypiserver==2.4.2', 'twine==7.0.0'],
}

/** The Python of an environment that has the tools, made once by the pip and the index that this machine is set up with. */
export async function toolsPython(
  python: Interpreter,
  which: keyof typeof TOOLS = 'starters',
): Promise<string> {
  const target = join(folder, `${which === 'starters' ? 'tools' : which}-${python.version}`)
  if (!existsSync(target)) await build(python, target, TOOLS[which])
  return join(target, 'bin/python')
}

async function build(python: Interpreter, target: string, tools: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true })
  const made = await mkdtemp(join(folder, 'new-'))
  const options = { env: inheritedEnvironment(), cwd: made, timeoutMs: BUILD_MS }
  await mustRun(python.executable, ['-m', 'venv', made], options)
  await mustRun(join(made, 'bin/python'), ['-m', 'pip', 'install', '--quiet', ...tools], options)
  await rename(made, target).catch(async (error: unknown) => {
    if (!existsSync(target)) throw error
    await rm(made, { recursive: true, force: true })
  })
}
