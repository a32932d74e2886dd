import { lstat, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256Of, type Sha256 } from '../../encoding/index.ts'
import { parseSdistFilename, parseWheelFilename } from '../../python/index.ts'
import { CanonicalError, canonicalSdist, canonicalWheel, sdistFiles } from '../canonical/index.ts'
import { buildOne, dynamicRequires, type ConfigSettings } from './backend.ts'
import { BuildError } from './build-error.ts'
import type { BuildLock } from './build-lock.ts'
import type { BuildWorld } from './build-world.ts'
import { makeEnvironment } from './environment.ts'
import { checkDynamic, type BuildRequest, type Prepared } from './prepare.ts'
import { freshCopy, readBuildSystem, textOf } from './project-copy.ts'
import { MAX_PROJECT_BYTES, type BuildSystem } from './project-file.ts'
import { openRoom, type Room } from './room.ts'
import { IN_ROOM } from './rooms.ts'
import { bringCrates, cargoLockOf } from './rust.ts'
import type { Source } from './source.ts'
import { toolsOf, type SystemTool } from './system-tools.ts'
import { writeTree } from './tree.ts'
import { shuffle, type Variation } from './variation.ts'

/** A file that a build made, in canonical form. */
export interface BuiltFile {
  readonly kind: 'sdist' | 'wheel'
  readonly filename: string
  readonly bytes: Buffer
  readonly sha256: Sha256
  /** Of the bytes that the back-end itself made. */
  readonly rawSha256: Sha256
}

export interface BuiltOnce {
  readonly files: readonly BuiltFile[]
  readonly tools: readonly SystemTool[]
  /** The variables that the build saw. */
  readonly variables: Readonly<Record<string, string>>
}

/**
 * Builds in a new room: the sdist from the source, the wheel from the sdist. Throws `BuildError`; nothing is left.
 */
export async function buildOnce(
  prepared: Prepared,
  variation: Variation,
  world: BuildWorld,
): Promise<BuiltOnce> {
  const { isolation, interpreter, rust, source, lock, wheels, request } = prepared
  const { extra, inner, name, umask, env } = variation
  const epochSeconds = source.epochSeconds
  const needs = {
    isolation,
    interpreter,
    rust,
    epochSeconds,
    extra: { ...versionOf(source), ...request.variables, ...extra },
    inner,
    name,
    umask,
  }
  const room = await openRoom(needs, { ...world, env })
  const unshuffle = variation.shuffles ? await shuffle(room, world) : () => Promise.resolve()
  try {
    world.onProgress(`installing ${lock.wheels.length} locked tools`)
    await makeEnvironment(room, { lock, folder: wheels }, interpreter)
    const { outputs, settings } = request
    const files = await buildFiles({ source, lock, outputs, settings }, room, world)
    return { files, tools: await toolsOf(room), variables: room.variables }
  } finally {
    await unshuffle()
    await room.close()
  }
}

/** Given an sdist’s tree, these put its PKG-INFO in beside their own, or refuse to. */
const WRITES_METADATA_TWICE = /^(?:maturin|hatchling)\b/

/** What is built, with tools that are in the room already. */
export interface Building {
  readonly source: Source
  readonly lock: BuildLock
  readonly outputs: BuildRequest['outputs']
  readonly settings: ConfigSettings
}

interface Steps {
  readonly what: Building
  readonly room: Room
  readonly world: BuildWorld
}

/** The sdist from the source, the wheel from the sdist, in canonical form. Throws `BuildError`. */
export async function buildFiles(
  what: Building,
  room: Room,
  world: BuildWorld,
): Promise<readonly BuiltFile[]> {
  const { source, outputs } = what
  const steps = { what, room, world }
  // What consumers build from is the sdist: a wheel of the commit would be one that nobody else can make.
  const needsSdist = outputs.includes('sdist') || source.identity.kind === 'git'
  const sdist = needsSdist ? await build('sdist', source, steps) : null
  if (!outputs.includes('wheel')) return sdist === null ? [] : [sdist]
  const wheel = await build('wheel', sdist === null ? source : await sourceOf(sdist, source), steps)
  return sdist === null || !outputs.includes('sdist') ? [wheel] : [sdist, wheel]
}

async function build(
  kind: 'sdist' | 'wheel',
  from: Source,
  { what, room, world }: Steps,
): Promise<BuiltFile> {
  const { lock, source } = what
  const copy = await freshCopy(from, room)
  const system = await readBuildSystem(copy.outside)
  const settings = { ...fixedFolder(system), ...what.settings }
  checkDynamic(lock, kind, await dynamicRequires(kind, room, copy.inside, system, settings))
  const again = await freshCopy(from, room)
  const pyproject = await textOf(join(again.outside, 'pyproject.toml'), MAX_PROJECT_BYTES)
  const crates = cargoLockOf(again.outside, pyproject)
  if (crates !== null) {
    world.onProgress('fetching the crates of Cargo.lock')
    await bringCrates(crates, room, world)
  }
  if (kind === 'sdist' && WRITES_METADATA_TWICE.test(system.backend))
    await rm(join(again.outside, 'PKG-INFO'), { force: true })
  world.onProgress(`building the ${kind} with ${system.backend}`)
  const filename = await buildOne(kind, room, again.inside, system, settings)
  return await canonicalFile(kind, filename, room, source.epochSeconds)
}

/** Random names of folders get into debug information; these back-ends take a fixed one. */
function fixedFolder({ backend }: BuildSystem): ConfigSettings {
  const takesOne = backend === 'mesonpy' || backend === 'scikit_build_core.build'
  return takesOne ? { 'build-dir': `${IN_ROOM.temporary}/build` } : {}
}

async function canonicalFile(
  kind: 'sdist' | 'wheel',
  filename: string,
  room: Room,
  epochSeconds: number,
): Promise<BuiltFile> {
  const parsed = kind === 'sdist' ? parseSdistFilename(filename) : parseWheelFilename(filename)
  const path = join(room.outside(IN_ROOM.out), filename)
  const stats = await lstat(path).catch(() => null)
  if (parsed === null || stats?.isFile() !== true)
    throw new BuildError('output', { message: `expected a ${kind} of the project and found \`${filename}\`` })
  const raw = await readFile(path)
  const canonical = kind === 'sdist' ? canonicalSdist : canonicalWheel
  const bytes = await canonical(raw, { epochSeconds }).catch((cause: unknown) => {
    if (!(cause instanceof CanonicalError)) throw cause
    throw new BuildError('output', { message: `\`${filename}\` can’t be published: ${cause.message}`, cause })
  })
  return { kind, filename, bytes, sha256: sha256Of(bytes), rawSha256: sha256Of(raw) }
}

async function sourceOf({ bytes }: BuiltFile, { identity, epochSeconds }: Source): Promise<Source> {
  const files = await sdistFiles(bytes)
  const named = files.map((file) => ({ ...file, name: file.name.slice(file.name.indexOf('/') + 1) }))
  return {
    identity,
    epochSeconds,
    copyTo: async (folder) => {
      await writeTree(folder, named, epochSeconds)
      return folder
    },
  }
}

/** An sdist has no history to take the version from, which back-ends with setuptools-scm look for. */
function versionOf({ identity }: Source): Readonly<Record<string, string>> {
  const version = identity.kind === 'sdist' ? parseSdistFilename(identity.filename)?.version : undefined
  return version === undefined ? {} : { SETUPTOOLS_SCM_PRETEND_VERSION: version }
}
