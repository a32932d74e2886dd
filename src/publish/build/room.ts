import { copyFile, lstat, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { isSystemError } from '../../files/index.ts'
import { BuildError } from './build-error.ts'
import type { BuildWorld } from './build-world.ts'
import { fixedEnvironment } from './fixed-environment.ts'
import { insideOf, type InnerVariation } from './inside.ts'
import type { Interpreter } from './interpreter.ts'
import type { Isolation } from './isolation.ts'
import { IN_ROOM, ROOM } from './rooms.ts'
import type { Ended } from './run-program.ts'

/** A place to build in, that looks the same from inside wherever it is. */
export interface Room {
  readonly isolation: Isolation
  /** The folder outside that is `ROOM` inside. */
  readonly folder: string
  /** The Python that is no environment's, by its path inside. */
  readonly python: string
  readonly variables: Readonly<Record<string, string>>
  readonly run: (command: readonly string[], workFolder: string) => Promise<Ended>
  /** The path outside of one inside. */
  readonly outside: (inside: string) => string
  readonly close: () => Promise<void>
}

export interface RoomNeeds {
  readonly isolation: Isolation
  readonly interpreter: Interpreter
  readonly rust: string | null
  readonly epochSeconds: number
  readonly extra: Readonly<Record<string, string>>
  readonly inner: InnerVariation
  /** What the folder outside is called, to vary its length. */
  readonly name: string
  /** Of the programs outside. */
  readonly umask: string
}

/** Compiling is slow, hanging is for ever. */
const TIMEOUT_MS = 60 * 60 * 1000
/** Installations that are at the same place on every machine. */
const SYSTEM_PREFIXES: ReadonlySet<string> = new Set(['/usr', '/usr/local'])

/** Makes an empty room. Throws `BuildError` `busy` where two builds can't have one each. */
export async function openRoom(needs: RoomNeeds, world: BuildWorld): Promise<Room> {
  const { isolation, interpreter, rust, inner } = needs
  const folder =
    isolation === 'folders' ? await onlyFolder() : await mkdtemp(join(world.temporary, needs.name))
  const isSystem = SYSTEM_PREFIXES.has(interpreter.prefix)
  const outside = (inside: string): string => join(folder, relative(ROOM, inside))
  await furnish(outside, needs, isSystem, world)
  const variables = fixedEnvironment(needs.epochSeconds, needs.extra)
  const parts = { isolation, folder, python: isSystem ? null : interpreter.prefix, rust, inner }
  return {
    isolation,
    folder,
    python: isSystem
      ? interpreter.base
      : join(IN_ROOM.python, relative(interpreter.prefix, interpreter.base)),
    variables,
    outside,
    run: async (command, workFolder) => {
      const start = insideOf(parts, command, workFolder, variables)
      const args = ['-c', `umask ${needs.umask}; exec "$@"`, 'sh', ...start]
      const ended = await world.run('sh', args, { env: world.env, cwd: folder, timeoutMs: TIMEOUT_MS })
      await checkPlaces(outside, isolation)
      return ended
    },
    close: () => rm(folder, { recursive: true, force: true }),
  }
}

/**
 * What a build left in its room is not to lead out of it: from here on its places are written to and emptied from
 * outside, where a link would be followed. Throws `BuildError` `backend`.
 */
async function checkPlaces(outside: Room['outside'], isolation: Isolation): Promise<void> {
  for (const place of Object.values(IN_ROOM)) {
    if (isolation === 'folders' && (place === IN_ROOM.python || place === IN_ROOM.rust)) continue
    const stats = await lstat(outside(place)).catch(() => null)
    if (stats?.isDirectory() === true) continue
    if (stats === null && place === IN_ROOM.environment) continue
    throw new BuildError('backend', {
      message: `the build replaced \`${place}\`, which is not its own: expected a folder there`,
    })
  }
}

/** Without namespaces the fixed place is a real folder, which one build at a time has. */
async function onlyFolder(): Promise<string> {
  try {
    await mkdir(ROOM, { mode: 0o700 })
    return ROOM
  } catch (cause) {
    if (!isSystemError(cause, 'EEXIST')) throw cause
    throw new BuildError('busy', {
      message: `\`${ROOM}\` is there: another build runs, or one was cut off`,
      hint: `where none runs: rm -r ${ROOM}`,
      cause,
    })
  }
}

async function furnish(
  outside: Room['outside'],
  { isolation, interpreter, rust }: RoomNeeds,
  isSystem: boolean,
  { lib }: BuildWorld,
): Promise<void> {
  for (const place of Object.values(IN_ROOM)) {
    const isLinked = isolation === 'folders' && (place === IN_ROOM.python || place === IN_ROOM.rust)
    if (!isLinked) await mkdir(outside(place), { mode: 0o755 })
  }
  if (isolation === 'folders' && !isSystem) await symlink(interpreter.prefix, IN_ROOM.python)
  if (isolation === 'folders' && rust !== null) await symlink(rust, IN_ROOM.rust)
  const own = join(lib, 'src', 'publish', 'build')
  await copyFile(join(own, 'hooks.py'), outside(`${IN_ROOM.tools}/hooks.py`))
  await copyFile(join(own, 'watch.py'), outside(`${IN_ROOM.tools}/pip_trust_watch.py`))
}
