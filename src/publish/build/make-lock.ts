import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isJsonObject, parseJson, parseSha256, type JsonValue } from '../../encoding/index.ts'
import { parseProjectName } from '../../python/index.ts'
import { dynamicRequires, type ConfigSettings } from './backend.ts'
import { BuildError } from './build-error.ts'
import type { BuildLock, InstallerPin, LockedWheel } from './build-lock.ts'
import type { BuildWorld } from './build-world.ts'
import { makeEnvironment } from './environment.ts'
import { AS_ALWAYS } from './inside.ts'
import {
  fetchInstaller,
  fetchTools,
  installerFolder,
  installerFor,
  lastLines,
  ownTemporary,
} from './installer.ts'
import { findInterpreter, type Interpreter } from './interpreter.ts'
import { bestIsolation } from './isolation.ts'
import { openSource } from './open-source.ts'
import { freshCopy, readBuildSystem, type ProjectCopy } from './project-copy.ts'
import { openRoom, type Room } from './room.ts'
import { findRust } from './rust.ts'
import { iso, type Source, type SourceWish } from './source.ts'

export interface LockRequest extends ToolRequest {
  readonly source: SourceWish
}

export interface ToolRequest {
  /** A path or a version; null for the one that PATH has. */
  readonly python: string | null
  /** Seconds since the epoch, UTC: tools that were uploaded later are left out. */
  readonly asOf: number
  readonly settings: ConfigSettings
  /** Requirements beside the project's own, e.g. `wheel==0.37.1`. */
  readonly pins?: readonly string[]
  /** What is asked of the back-end; both where nothing is said. */
  readonly kinds?: readonly ('sdist' | 'wheel')[]
}

const TIMEOUT_MS = 15 * 60 * 1000
const REPORT_LIMITS = { maxBytes: 64 * 1024 ** 2, maxDepth: 32 } as const

/**
 * Chooses the tools of a project as they were at a time: `build-system.requires` and what the back-end asks for beside
 * them, wheels only, each with its digest. The back-end is asked in a room, as when building. Throws `BuildError`.
 */
export async function makeBuildLock(request: LockRequest, world: BuildWorld): Promise<BuildLock> {
  return await lockSource(await openSource(request.source, world), request, world)
}

/** The same for a source that is open. Throws `BuildError`. */
async function lockSource(
  source: Pick<Source, 'copyTo' | 'epochSeconds'>,
  request: ToolRequest,
  world: BuildWorld,
): Promise<BuildLock> {
  const interpreter = await findInterpreter(request.python, world)
  const folder = await mkdtemp(join(world.temporary, 'pip-trust-lock-'))
  const room = await openRoom(
    {
      isolation: await bestIsolation(world),
      interpreter,
      rust: await findRust(world),
      epochSeconds: source.epochSeconds,
      extra: {},
      inner: AS_ALWAYS,
      name: 'pip-trust-lock-room-',
      umask: '022',
    },
    world,
  )
  try {
    return (await chooseTools(source, { room, interpreter, folder }, request, world)).lock
  } finally {
    await room.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Where tools are chosen: an empty room, and a folder that gets their wheels. */
export interface ToolPlace {
  readonly room: Room
  readonly interpreter: Interpreter
  readonly folder: string
}

/** Tools, and whether the room’s environment has them all already. */
export interface ChosenTools {
  readonly lock: BuildLock
  readonly isReady: boolean
}

/** Chooses the tools in a room that stays open, and makes an environment there of what `requires` names. Throws `BuildError`. */
export async function chooseTools(
  source: Pick<Source, 'copyTo'>,
  { room, interpreter, folder }: ToolPlace,
  request: Pick<ToolRequest, 'asOf' | 'settings' | 'pins' | 'kinds'>,
  world: BuildWorld,
): Promise<ChosenTools> {
  const { asOf, settings, pins = [], kinds = ['sdist', 'wheel'] } = request
  const installer = installerFor(interpreter)
  const resolve = (requirements: readonly string[]): Promise<readonly LockedWheel[]> =>
    resolveWheels([...requirements, ...pins], { asOf, installer, folder }, interpreter, world)
  const project = await freshCopy(source, room)
  const system = await readBuildSystem(project.outside)
  world.onProgress(`choosing ${system.requires.join(', ')}`)
  const first = await resolve(system.requires)
  await fetchTools({ installer, wheels: first }, folder, interpreter, world)
  await makeEnvironment(room, { lock: { installer, wheels: first }, folder }, interpreter)
  world.onProgress(`asking ${system.backend} what else it needs`)
  const ask = async (kind: 'sdist' | 'wheel', { inside }: ProjectCopy): Promise<readonly string[]> =>
    kinds.includes(kind) ? await dynamicRequires(kind, room, inside, system, settings) : []
  const sdist = await ask('sdist', project)
  const wheel = await ask('wheel', kinds.includes('sdist') ? await freshCopy(source, room) : project)
  const chosen = new Set<string>(first.map((each) => each.project))
  const others = [...new Set([...sdist, ...wheel])]
  const isReady = others.every((name) => chosen.has(name))
  if (!isReady) world.onProgress(`choosing ${others.join(', ')} too`)
  const wheels = isReady ? first : await resolve([...system.requires, ...others])
  const { minor: python, platform } = interpreter
  const { requires } = system
  const lock = { asOf: iso(asOf), python, platform, installer, requires, dynamic: { sdist, wheel }, wheels }
  return { lock, isReady }
}

interface Resolving {
  readonly asOf: number
  readonly installer: InstallerPin
  readonly folder: string
}

/** Asks the pinned pip, with the person's settings, what it would install into nothing. */
async function resolveWheels(
  requirements: readonly string[],
  { asOf, installer, folder }: Resolving,
  interpreter: Interpreter,
  world: BuildWorld,
): Promise<readonly LockedWheel[]> {
  if (requirements.length === 0) return []
  await fetchInstaller(installer, folder, interpreter, world)
  const [list, report] = [join(folder, 'wanted.txt'), join(folder, 'report.json')]
  await writeFile(list, requirements.map((line) => `${line}\n`).join(''))
  const choice = [
    '--dry-run',
    '--ignore-installed',
    '--only-binary',
    ':all:',
    '--uploaded-prior-to',
    iso(asOf),
  ]
  const args = [
    join(installerFolder(folder, installer), 'pip'),
    'install',
    '--quiet',
    '--disable-pip-version-check',
    ...choice,
  ]
  const command = [...args, '--report', report, '-r', list]
  const { code, output } = await world.run(interpreter.executable, command, {
    env: await ownTemporary(world.env, folder),
    cwd: world.cwd,
    timeoutMs: TIMEOUT_MS,
  })
  if (code !== 0)
    throw new BuildError('resolve', {
      message: `pip found no tools as of ${iso(asOf)}:\n${lastLines(output)}`,
      hint: 'name another date by --as-of, or another Python by --python',
    })
  const value = parseJson(await readFile(report), REPORT_LIMITS)
  const installs = isJsonObject(value) ? value['install'] : null
  if (!Array.isArray(installs)) throw unreadable()
  return installs.map(lockedWheel).toSorted((a, b) => (a.project < b.project ? -1 : 1))
}

/** PEP 610 and pip's installation report: `download_info` and `metadata` of each. */
function lockedWheel(value: JsonValue): LockedWheel {
  const info = field(value, 'download_info')
  const metadata = field(value, 'metadata')
  const [url, name, version] = [field(info, 'url'), field(metadata, 'name'), field(metadata, 'version')]
  const sha256 = field(field(field(info, 'archive_info'), 'hashes'), 'sha256')
  if (typeof url !== 'string' || typeof name !== 'string' || typeof version !== 'string') throw unreadable()
  const project = parseProjectName(name)
  const digest = typeof sha256 === 'string' ? parseSha256(sha256) : null
  if (project === null || digest === null) throw unreadable()
  const address = new URL(url)
  address.username = ''
  address.password = ''
  const filename = decodeURIComponent(basename(address.pathname))
  return { project, version, filename, url: address.href, sha256: digest }
}

function field(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return value !== undefined && isJsonObject(value) ? value[key] : undefined
}

function unreadable(): BuildError {
  return new BuildError('resolve', { message: 'expected pip’s installation report and found something else' })
}
