import { randomUUID } from 'node:crypto'
import { installerWheel, type Fetched } from './installer.ts'
import { ISOLATION_WORDS, type Isolation } from './isolation.ts'
import { buildOnce, type BuiltFile, type BuiltOnce } from './build-once.ts'
import type { BuildRecord } from './build-record.ts'
import type { BuildWorld } from './build-world.ts'
import { prepareBuild, type BuildRequest, type Prepared } from './prepare.ts'
import { ROOM } from './rooms.ts'
import { iso } from './source.ts'
import { asAlways, everythingVaried, type NotVaried } from './variation.ts'

/** What a build came to; nothing of it is on the disk yet. */
export interface Built {
  readonly files: readonly BuiltFile[]
  readonly record: BuildRecord
  /** The second build, where one was asked for. */
  readonly repeated: Repeated | null
}

export interface Repeated {
  /** Whether each file is the same, byte for byte. */
  readonly identical: boolean
  readonly files: readonly BuiltFile[]
  readonly varied: readonly string[]
  readonly notVaried: readonly NotVaried[]
}

/** `once`; `twice` in the same surroundings; `varied` the second time with everything different that can be. */
export type Times = 'once' | 'twice' | 'varied'

/**
 * Builds a project's sdist and wheel: the same bytes wherever the same source meets the same lock, Python and system
 * tools (docs/how-to/deterministic-builds.md). Throws `BuildError`.
 */
export async function buildProject(request: BuildRequest, times: Times, world: BuildWorld): Promise<Built> {
  const startedAt = world.now()
  const prepared = await prepareBuild(request, world)
  try {
    const first = await buildOnce(prepared, asAlways(world), world)
    const repeated = times === 'once' ? null : await repeat(first, prepared, times, world)
    return { files: first.files, record: recordOf(prepared, first, repeated, startedAt, world), repeated }
  } finally {
    await prepared.close()
  }
}

/** A build in surroundings that differ from those of `buildProject` in everything that can. */
export interface BuiltElsewhere extends Omit<Repeated, 'identical'> {
  readonly isolation: Isolation
}

/** Builds once, with everything different: to compare with a build of before. Throws `BuildError`. */
export async function buildElsewhere(request: BuildRequest, world: BuildWorld): Promise<BuiltElsewhere> {
  const prepared = await prepareBuild(request, world)
  try {
    const { system, hasCrates, isolation } = prepared
    const variation = await everythingVaried(system, hasCrates, isolation === 'bubblewrap', world)
    const { files } = await buildOnce(prepared, variation, world)
    return { files, varied: variation.varied, notVaried: variation.notVaried, isolation }
  } finally {
    await prepared.close()
  }
}

async function repeat(
  first: BuiltOnce,
  prepared: Prepared,
  times: 'twice' | 'varied',
  world: BuildWorld,
): Promise<Repeated> {
  world.onProgress('building a second time')
  const { system, hasCrates, isolation } = prepared
  const variation =
    times === 'twice'
      ? asAlways(world)
      : await everythingVaried(system, hasCrates, isolation === 'bubblewrap', world)
  const { files } = await buildOnce(prepared, variation, world)
  const identical =
    files.length === first.files.length &&
    files.every(({ filename, sha256 }, index) => {
      const before = first.files[index]
      return before?.filename === filename && before.sha256 === sha256
    })
  return { identical, files, varied: variation.varied, notVaried: variation.notVaried }
}

function recordOf(
  { request, source, system, lock, lockText, interpreter, isolation }: Prepared,
  { files, tools, variables }: BuiltOnce,
  repeated: Repeated | null,
  startedAt: number,
  world: BuildWorld,
): BuildRecord {
  const { implementation, version, platform } = interpreter
  return {
    formatVersion: 1,
    buildId: randomUUID(),
    startedAt: iso(startedAt),
    finishedAt: iso(world.now()),
    builder: { name: 'pip-trust', version: world.version },
    source: source.identity,
    epochSeconds: source.epochSeconds,
    interpreter: { implementation, version, platform },
    backend: system.backend,
    lock: lockText,
    materials: toolsOf(lock).map(({ project, version: of, filename, sha256 }) => ({
      name: project,
      version: of,
      filename,
      sha256,
    })),
    tools: [...tools],
    isolation: {
      kind: isolation,
      network: isolation === 'folders' ? 'open' : 'none',
      words: ISOLATION_WORDS[isolation],
      room: ROOM,
    },
    settings: { ...request.settings },
    variables: { ...request.variables },
    environment: { ...variables },
    outputs: files.map(({ kind, filename, bytes, sha256, rawSha256 }) => {
      return { kind, filename, size: bytes.byteLength, sha256, rawSha256 }
    }),
    repeated:
      repeated === null
        ? null
        : { identical: repeated.identical, varied: [...repeated.varied], notVaried: [...repeated.notVaried] },
  }
}

/** The wheels of a lock, and the pip that installs them. */
function toolsOf({ installer, wheels }: Prepared['lock']): readonly Fetched[] {
  return wheels.length === 0 ? [] : [installerWheel(installer), ...wheels]
}
