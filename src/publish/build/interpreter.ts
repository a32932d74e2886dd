import { readdir } from 'node:fs/promises'
import { isAbsolute, join, resolve } from 'node:path'
import { isJsonObject, parseJson, type JsonValue } from '../../encoding/index.ts'
import { isSystemError } from '../../files/index.ts'
import { BuildError } from './build-error.ts'
import type { BuildWorld } from './build-world.ts'

/** The Python that a build runs on. */
export interface Interpreter {
  /** The one that was found, maybe of an environment; its pip fetches. */
  readonly executable: string
  /** The one below it, that is no environment's, and the folder of its installation. */
  readonly base: string
  readonly prefix: string
  readonly implementation: string
  /** `3.12.1` */
  readonly version: string
  /** `3.12` */
  readonly minor: string
  /** `linux-x86_64`, as `sysconfig.get_platform()` has it. */
  readonly platform: string
}

type ProbeWorld = Pick<BuildWorld, 'run' | 'env' | 'cwd'>

const PROBE = `
import json, os, platform, sys, sysconfig
base = os.path.realpath(getattr(sys, "_base_executable", sys.executable))
print(json.dumps([sys.executable, base, os.path.realpath(sys.base_prefix), platform.python_implementation(),
    ".".join(map(str, sys.version_info[:3])), ".".join(map(str, sys.version_info[:2])), sysconfig.get_platform()]))
`
const TIMEOUT_MS = 20_000
const LIMITS = { maxBytes: 64 * 1024, maxDepth: 2 } as const

/**
 * Finds a Python by its path or its version (`3.12`), or the one that PATH has; versions also among those of pyenv.
 * Throws `BuildError` `interpreter`.
 */
export async function findInterpreter(wanted: string | null, world: ProbeWorld): Promise<Interpreter> {
  const minor = wanted !== null && /^\d+\.\d+$/.test(wanted) ? wanted : null
  for (const candidate of await candidates(wanted, minor, world)) {
    const found = await probe(candidate, world)
    if (found !== null && (minor === null || found.minor === minor)) return found
  }
  throw new BuildError('interpreter', {
    message: `expected a Python${wanted === null ? '' : ` \`${wanted}\``} and found none on PATH`,
    hint: 'name one by --python PATH',
  })
}

async function candidates(
  wanted: string | null,
  minor: string | null,
  { env, cwd }: ProbeWorld,
): Promise<readonly string[]> {
  if (wanted !== null && minor === null)
    return [isAbsolute(wanted) || !wanted.includes('/') ? wanted : resolve(cwd, wanted)]
  const onPath = ['python3', 'python']
  if (minor === null) return onPath
  const home = env['HOME'] ?? ''
  return [
    `python${minor}`,
    ...onPath,
    ...(home === '' ? [] : await pyenvs(join(home, '.pyenv', 'versions'), minor)),
  ]
}

async function pyenvs(folder: string, minor: string): Promise<readonly string[]> {
  try {
    const names = (await readdir(folder)).filter((name) => name.startsWith(`${minor}.`))
    return names.toSorted().map((name) => join(folder, name, 'bin', 'python'))
  } catch (error) {
    if (isSystemError(error, 'ENOENT') || isSystemError(error, 'EACCES')) return []
    throw error
  }
}

async function probe(python: string, { run, env, cwd }: ProbeWorld): Promise<Interpreter | null> {
  const { PYTHONPATH: _path, PYTHONHOME: _home, ...rest } = env
  const { code, stdout } = await run(python, ['-I', '-c', PROBE], { env: rest, cwd, timeoutMs: TIMEOUT_MS })
  if (code !== 0) return null
  const value = parseJson(stdout.trim().split('\n').at(-1) ?? '', LIMITS)
  const [executable, base, prefix, implementation, version, minor, platform] = texts(value)
  if (executable === undefined || base === undefined || prefix === undefined || implementation === undefined)
    return null
  if (version === undefined || minor === undefined || platform === undefined) return null
  return { executable, base, prefix, implementation, version, minor, platform }
}

function texts(value: JsonValue): readonly string[] {
  if (isJsonObject(value) || !Array.isArray(value)) return []
  return value.filter((each) => typeof each === 'string')
}
