import { existsSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import type { BuildWorld } from './build-world.ts'
import { AS_ALWAYS, type InnerVariation } from './inside.ts'
import type { BuildSystem } from './project-file.ts'
import type { Room } from './room.ts'
import { IN_ROOM } from './rooms.ts'

/** How a second build’s surroundings differ from the first one’s. */
export interface Variation {
  /** What the folder outside is called. */
  readonly name: string
  /** Of the programs outside. */
  readonly umask: string
  /** Variables of the programs outside. */
  readonly env: NodeJS.ProcessEnv
  /** Variables inside that are not part of the build, for the clock. */
  readonly extra: Readonly<Record<string, string>>
  readonly inner: InnerVariation
  /** Lists folders in another order each time. */
  readonly shuffles: boolean
  readonly varied: readonly string[]
  readonly notVaried: readonly NotVaried[]
}

export interface NotVaried {
  readonly what: string
  readonly why: string
}

/** As every first build is. */
export function asAlways({ env }: Pick<BuildWorld, 'env'>): Variation {
  return {
    name: 'pip-trust-build-',
    umask: '022',
    env,
    extra: {},
    inner: AS_ALWAYS,
    shuffles: false,
    varied: [],
    notVaried: [],
  }
}

const LATER = '+400d'
const FAKETIME = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1',
  '/usr/lib/faketime/libfaketime.so.1',
  '/usr/lib64/faketime/libfaketime.so.1',
]
/** Measured: it hangs cargo, and breaks what CMake tries first. */
const WITHOUT_FAKETIME = /^(?:maturin|setuptools_rust|scikit_build_core)\b/
const OTHER_NAME = 'pip-trust-build of somebody else, in a folder with a much longer name-'
const TIMEOUT_MS = 20_000

/**
 * Everything that reprotest varies, as far as it can be here. What a room fixes (path, home, time zone, locale, umask,
 * hash seed) is varied around it; what it can’t fix (clock, order of files, user, host, cores) is varied inside.
 */
export async function everythingVaried(
  system: BuildSystem,
  hasCrates: boolean,
  isWrapped: boolean,
  world: BuildWorld,
): Promise<Variation> {
  const clock = clockOf(system, hasCrates)
  const shuffles = await canShuffle(world)
  const cores = await world.run('taskset', ['-c', '0', 'true'], { ...world, timeoutMs: TIMEOUT_MS })
  const notVaried = [
    ...(clock.library === null ? [{ what: 'clock', why: clock.why }] : []),
    ...(shuffles ? [] : [{ what: 'order of files', why: 'disorderfs can’t be mounted here' }]),
    ...(isWrapped ? [] : [{ what: 'user', why: 'bubblewrap can’t be used here' }]),
    ...(cores.code === 0 ? [] : [{ what: 'cores', why: 'there is no taskset' }]),
  ]
  const missing = new Set(notVaried.map(({ what }) => what))
  const all = [
    'path',
    'home',
    'time zone',
    'locale',
    'umask',
    'hash seed',
    'host',
    'user',
    'clock',
    'order of files',
    'cores',
  ]
  return {
    name: OTHER_NAME,
    umask: '077',
    env: otherEnvironment(world),
    extra:
      clock.library === null
        ? {}
        : { LD_PRELOAD: clock.library, FAKETIME: LATER, FAKETIME_DONT_FAKE_MONOTONIC: '1' },
    inner: { userId: 4321, hostname: 'another-host', oneCore: cores.code === 0 },
    shuffles,
    varied: all.filter((what) => !missing.has(what)),
    notVaried,
  }
}

/** Puts disorderfs over the room’s place for sources. Returns what takes it away. */
export async function shuffle(room: Room, { run, env, cwd }: BuildWorld): Promise<() => Promise<void>> {
  const place = room.outside(IN_ROOM.source)
  const beneath = `${place}-beneath`
  await rename(place, beneath)
  await mkdir(place)
  const options = { env, cwd, timeoutMs: TIMEOUT_MS }
  const { code, output } = await run(
    'disorderfs',
    ['--quiet', '--shuffle-dirents=yes', beneath, place],
    options,
  )
  if (code !== 0) throw new Error(`disorderfs: ${output}`)
  return async () => {
    const ended = await run('fusermount3', ['-u', '-z', place], options)
    if (ended.code !== 0) await run('umount', ['-l', place], options)
  }
}

function clockOf(
  { backend }: BuildSystem,
  hasCrates: boolean,
): { readonly library: string } | { readonly library: null; readonly why: string } {
  if (hasCrates || WITHOUT_FAKETIME.test(backend))
    return { library: null, why: 'cargo and CMake don’t run under faketime' }
  const library = FAKETIME.find((path) => existsSync(path))
  return library === undefined ? { library: null, why: 'faketime is not installed' } : { library }
}

async function canShuffle({ run, env, cwd }: BuildWorld): Promise<boolean> {
  if (!existsSync('/dev/fuse')) return false
  return (await run('disorderfs', ['--version'], { env, cwd, timeoutMs: TIMEOUT_MS })).code === 0
}

function otherEnvironment({ env }: Pick<BuildWorld, 'env'>): NodeJS.ProcessEnv {
  return {
    ...env,
    TZ: 'Pacific/Kiritimati',
    LANG: 'fr_CH.UTF-8',
    LC_ALL: 'fr_CH.UTF-8',
    LANGUAGE: 'fr',
    PYTHONHASHSEED: '4321',
    BUILD_OF_SOMEBODY_ELSE: 'yes',
  }
}
