import { mkdtemp, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { ConfigSettings } from './backend.ts'
import { BuildError } from './build-error.ts'
import { MAX_LOCK_BYTES, parseBuildLock, type BuildLock } from './build-lock.ts'
import type { BuildWorld } from './build-world.ts'
import { fetchTools } from './installer.ts'
import { findInterpreter, type Interpreter } from './interpreter.ts'
import { bestIsolation, type Isolation } from './isolation.ts'
import { openSource } from './open-source.ts'
import { readBuildSystem, textOf } from './project-copy.ts'
import type { BuildSystem } from './project-file.ts'
import { cargoLockOf, findRust } from './rust.ts'
import type { Source, SourceWish } from './source.ts'

export interface BuildRequest {
  readonly source: SourceWish
  /** Another lock than the project’s own `build.lock`: its text. */
  readonly lockText: string | null
  /** A path or a version; null for the version of the lock. */
  readonly python: string | null
  readonly outputs: readonly ('sdist' | 'wheel')[]
  readonly settings: ConfigSettings
  /** Variables that the build sees beside the fixed ones. */
  readonly variables: Readonly<Record<string, string>>
}

/** All that a build needs, at hand and checked: from here on it can be repeated without a network. */
export interface Prepared {
  readonly request: BuildRequest
  readonly source: Source
  readonly system: BuildSystem
  readonly lock: BuildLock
  readonly lockText: string
  readonly interpreter: Interpreter
  readonly isolation: Isolation
  readonly rust: string | null
  readonly hasCrates: boolean
  /** The folder of the lock’s wheels, and what takes it away. */
  readonly wheels: string
  readonly close: () => Promise<void>
}

/** Looks at source, lock and machine, and fetches what the lock names. Throws `BuildError`. */
export async function prepareBuild(request: BuildRequest, world: BuildWorld): Promise<Prepared> {
  world.onProgress('looking at the source')
  const source = await openSource(request.source, world)
  const aside = await mkdtemp(join(world.temporary, 'pip-trust-prepare-'))
  const close = (): Promise<void> => rm(aside, { recursive: true, force: true })
  try {
    const project = await source.copyTo(join(aside, 'source'))
    const system = await readBuildSystem(project)
    const lockText = request.lockText ?? (await ownLock(project))
    if (lockText === null) throw noLock()
    const { lock, interpreter } = await toolsOfLock(lockText, request.python, system, world)
    const pyproject = await textOf(join(project, 'pyproject.toml'), MAX_LOCK_BYTES)
    const hasCrates = cargoLockOf(project, pyproject) !== null
    const wheels = resolve(aside, 'wheels')
    world.onProgress(`fetching ${lock.wheels.length} locked tools`)
    await fetchTools(lock, wheels, interpreter, world)
    const isolation = await bestIsolation(world)
    const rust = await findRust(world)
    return { request, source, system, lock, lockText, interpreter, isolation, rust, hasCrates, wheels, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** The tools that a lock names, and the Python that it is for. */
export interface LockedTools {
  readonly lock: BuildLock
  readonly interpreter: Interpreter
}

/**
 * What the `build.lock` of a project's folder names; null where there is none. Throws `BuildError` `lock`, `stale-lock`,
 * `interpreter` or `project`.
 */
export async function lockedTools(project: string, world: BuildWorld): Promise<LockedTools | null> {
  const text = await ownLock(project)
  return text === null ? null : await toolsOfLock(text, null, await readBuildSystem(project), world)
}

async function toolsOfLock(
  text: string,
  python: string | null,
  system: BuildSystem,
  world: BuildWorld,
): Promise<LockedTools> {
  const lock = parseBuildLock(text)
  checkRequires(lock, system)
  const interpreter = await findInterpreter(python ?? lock.python, world)
  checkInterpreter(lock, interpreter)
  return { lock, interpreter }
}

function ownLock(project: string): Promise<string | null> {
  return textOf(join(project, 'build.lock'), MAX_LOCK_BYTES)
}

function noLock(): BuildError {
  return new BuildError('no-lock', {
    message: 'expected a `build.lock` beside pyproject.toml and found none',
    hint: 'trustctl build lock, and commit it',
  })
}

function checkRequires({ requires }: BuildLock, system: BuildSystem): void {
  const [locked, wanted] = [requires, system.requires].map((list) => list.toSorted().join(', '))
  if (locked !== wanted)
    throw stale(`${wanted || 'nothing'} as \`build-system.requires\``, locked || 'nothing')
}

/**
 * What a back-end asks for beside `requires` must be locked. It may ask for less than when the lock was made: some ask for
 * a tool only where they find none, and now it is installed.
 */
export function checkDynamic(lock: BuildLock, kind: 'sdist' | 'wheel', asked: readonly string[]): void {
  const missing = asked.filter((each) => !lock.dynamic[kind].includes(each))
  const locked = lock.dynamic[kind].join(', ') || 'nothing'
  if (missing.length > 0) throw stale(`${missing.join(', ')} for a ${kind} too`, locked)
}

function checkInterpreter({ python, platform }: BuildLock, found: Interpreter): void {
  if (found.minor !== python) throw stale(`Python ${found.minor}`, `Python ${python}`)
  if (found.platform !== platform) throw stale(found.platform, platform)
}

function stale(needed: string, locked: string): BuildError {
  return new BuildError('stale-lock', {
    message: `\`build.lock\` was made for something else: this build needs ${needed}, and the lock is for ${locked}`,
    hint: 'trustctl build lock',
  })
}
