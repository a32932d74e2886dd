import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseSha256, type Sha256 } from '../../encoding/index.ts'
import { isSystemError } from '../../files/index.ts'
import { wheelFiles } from '../canonical/index.ts'
import { BuildError } from './build-error.ts'
import type { BuildLock, InstallerPin, LockedWheel } from './build-lock.ts'
import type { BuildWorld } from './build-world.ts'
import type { Interpreter } from './interpreter.ts'
import { writeTree } from './tree.ts'

interface KnownInstaller extends InstallerPin {
  /** Of CPython: major and minor. */
  readonly from: readonly [number, number]
  /** Whether it can leave out what was uploaded later. */
  readonly knowsDates: boolean
}

const pin = (text: string): Sha256 => {
  const sha256 = parseSha256(text)
  if (sha256 === null) throw new Error(`\`${text}\` is no digest`)
  return sha256
}

/** The pips that locks are made with, the best first. */
const KNOWN: readonly KnownInstaller[] = [
  {
    from: [3, 10],
    version: '26.3',
    sha256: pin('f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13'),
    knowsDates: true,
  },
]

const TIMEOUT_MS = 15 * 60 * 1000

/** The pip that a lock for this Python names. Throws `BuildError` `interpreter` for a Python that is too old. */
export function installerFor({ minor }: Interpreter): InstallerPin {
  const [major = 0, second = 0] = minor.split('.').map(Number)
  const known = KNOWN.find(({ from }) => major > from[0] || (major === from[0] && second >= from[1]))
  if (known !== undefined) return { version: known.version, sha256: known.sha256 }
  throw new BuildError('interpreter', {
    message: `expected a Python of at least 3.10 to build with and found ${minor}`,
    hint: 'name another by --python X.Y',
  })
}

/** The installer as a wheel, as the wheels of a lock have it. */
export function installerWheel({ version, sha256 }: InstallerPin): Fetched {
  return { project: 'pip', version, sha256, filename: `pip-${version}-py3-none-any.whl` }
}

/** Where `fetchInstaller` unpacks it to: a program in a zip is compiled anew each time that it starts. */
export function installerFolder(folder: string, { version }: InstallerPin): string {
  return join(folder, `pip-${version}`)
}

/** Fetches the installer into the folder and unpacks it. Throws `BuildError` as `fetchWheels`. */
export async function fetchInstaller(
  pinned: InstallerPin,
  folder: string,
  interpreter: Interpreter,
  world: Pick<BuildWorld, 'run' | 'env' | 'cwd'>,
): Promise<void> {
  const into = installerFolder(folder, pinned)
  if (existsSync(into)) return
  const wheel = installerWheel(pinned)
  await fetchWheels([wheel], folder, interpreter, world)
  await writeTree(into, await wheelFiles(await readFile(join(folder, wheel.filename))), 0)
}

/** Fetches what a lock names, and what installs it. Throws `BuildError` as `fetchWheels`. */
export async function fetchTools(
  { installer, wheels }: Pick<BuildLock, 'installer' | 'wheels'>,
  folder: string,
  interpreter: Interpreter,
  world: Pick<BuildWorld, 'run' | 'env' | 'cwd'>,
): Promise<void> {
  if (wheels.length === 0) return
  await fetchInstaller(installer, folder, interpreter, world)
  await fetchWheels(wheels, folder, interpreter, world)
}

export type Fetched = Pick<LockedWheel, 'version' | 'filename' | 'sha256'> & { readonly project: string }

/**
 * Fetches wheels by name, version and digest, with the person's own pip and its settings (and so guarded where it is),
 * into a folder; what is there already is kept. Throws `BuildError` `unavailable`, or `digest` for other bytes.
 */
async function fetchWheels(
  wheels: readonly Fetched[],
  folder: string,
  { executable }: Interpreter,
  { run, env, cwd }: Pick<BuildWorld, 'run' | 'env' | 'cwd'>,
): Promise<void> {
  await mkdir(folder, { recursive: true })
  const missing: Fetched[] = []
  for (const wheel of wheels) if (!(await isThere(folder, wheel))) missing.push(wheel)
  if (missing.length === 0) return
  const list = join(folder, 'requirements.txt')
  await writeFile(list, missing.map(requirementLine).join(''))
  const choice = ['--no-deps', '--only-binary', ':all:', '--require-hashes', '--disable-pip-version-check']
  const args = ['-m', 'pip', 'download', '--quiet', ...choice, '--dest', folder, '-r', list]
  const options = { env: await ownTemporary(env, folder), cwd, timeoutMs: TIMEOUT_MS }
  const { code, output } = await run(executable, args, options)
  if (code !== 0) throw notFetched(output)
  for (const wheel of missing) {
    if (await isThere(folder, wheel)) continue
    throw new BuildError('digest', {
      message: `expected pip to fetch \`${wheel.filename}\` as it was locked and found another file for ${wheel.project}`,
      hint: 'trustctl build lock',
    })
  }
}

/** Variables by which pip keeps what it unpacks inside a folder: where it is ended, it leaves that behind. */
export async function ownTemporary(env: NodeJS.ProcessEnv, folder: string): Promise<NodeJS.ProcessEnv> {
  const temporary = join(folder, 'tmp')
  await mkdir(temporary, { recursive: true })
  return { ...env, TMPDIR: temporary }
}

/** A line of a requirements file with its digest. */
export function requirementLine({ project, version, sha256 }: Fetched): string {
  return `${project}==${version} --hash=sha256:${sha256}\n`
}

async function isThere(folder: string, { filename, sha256 }: Fetched): Promise<boolean> {
  try {
    const bytes = await readFile(join(folder, filename))
    return createHash('sha256').update(bytes).digest('hex') === sha256
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return false
    throw error
  }
}

function notFetched(output: string): BuildError {
  const isOther = /HASHES? .*(?:MISMATCH|DO NOT MATCH)|do not match the hashes/i.test(output)
  return new BuildError(isOther ? 'digest' : 'unavailable', {
    message: isOther
      ? `what was locked was found with other bytes:\n${lastLines(output)}`
      : `what was locked can’t be fetched:\n${lastLines(output)}`,
    hint: isOther
      ? 'ask who made the lock; trustctl build lock makes another'
      : 'try again, or check pip’s index',
  })
}

/** The end of what a program said. */
export function lastLines(output: string, count = 12): string {
  return output.trim().split('\n').slice(-count).join('\n')
}
