import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, delimiter, join } from 'node:path'
import { inheritedEnvironment, runCommand } from './run-command.ts'

/** A CPython of this machine. */
export interface Interpreter {
  /** `3.11` */
  readonly minor: string
  /** `3.11.7` */
  readonly version: string
  readonly executable: string
}

const PROBE = 'import sys; print("%d.%d.%d" % sys.version_info[:3]); print(sys.executable)'
const NAME = /^python3\.(\d+)$/

function minorNumber({ minor }: Pick<Interpreter, 'minor'>): number {
  return Number(minor.slice('3.'.length))
}

/** Folders that may hold interpreters: each version that pyenv keeps (its shims on PATH start slowly or not at all), then PATH. */
function folders(env: NodeJS.ProcessEnv): readonly string[] {
  const pyenv = join(env['PYENV_ROOT'] ?? join(env['HOME'] ?? homedir(), '.pyenv'), 'versions')
  const kept = existsSync(pyenv) ? readdirSync(pyenv).map((version) => join(pyenv, version, 'bin')) : []
  return [...kept, ...(env['PATH'] ?? '').split(delimiter)].filter(
    (folder) => folder !== '' && existsSync(folder),
  )
}

function candidates(env: NodeJS.ProcessEnv): readonly string[] {
  return folders(env).flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => NAME.test(name))
      .map((name) => join(folder, name)),
  )
}

/** Asks a candidate what it is; null for one that does not start (a shim of a version that isn't chosen). */
async function probe(candidate: string): Promise<Interpreter | null> {
  const { code, stdout } = await runCommand(candidate, ['-c', PROBE], {
    env: inheritedEnvironment(),
    cwd: '/',
  })
  const [version = '', executable = ''] = stdout.trim().split('\n')
  if (code !== 0 || executable === '') return null
  return { version, minor: version.split('.').slice(0, 2).join('.'), executable }
}

/** The interpreters of this machine, one for each minor version from 3.8 on, oldest first. */
export async function findInterpreters(
  env: NodeJS.ProcessEnv = process.env,
): Promise<readonly Interpreter[]> {
  const found = new Map<string, Interpreter>()
  for (const candidate of candidates(env)) {
    const number = Number(NAME.exec(basename(candidate))?.[1])
    if (number < 8 || found.has(`3.${number}`)) continue
    const interpreter = await probe(candidate)
    if (interpreter) found.set(interpreter.minor, interpreter)
  }
  return [...found.values()].toSorted((a, b) => minorNumber(a) - minorNumber(b))
}
