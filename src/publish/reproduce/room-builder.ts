import { lstat, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import {
  AS_ALWAYS,
  bestIsolation,
  BuildError,
  buildOne,
  fetchTools,
  findInterpreter,
  freshCopy,
  IN_ROOM,
  chooseTools,
  makeEnvironment,
  openRoom,
  readBuildSystem,
  type BuildLock,
  type BuildWorld,
  type Interpreter,
  type Isolation,
  type Room,
  type Source,
} from '../build/index.ts'
import { COMPARISON_LIMITS, type ComparedFile } from '../difference/index.ts'
import type { Builder, Workshop } from './builder.ts'
import { zoneVariable, type Attempt, type PublishedWheel } from './plan/index.ts'
import { replayPlan } from './replay/index.ts'

/** What setuptools takes the options of bdist_wheel from, whatever its version. */
const DISTUTILS = '.pydistutils.cfg'
const REPLAY = 'pip_trust_replay.json'

/** Builds in rooms of their own (`../build`), without a network. `wheelsFolder` keeps the tools that are fetched. */
export async function roomBuilder(
  source: Source,
  published: PublishedWheel,
  wheelsFolder: string,
  world: BuildWorld,
): Promise<Builder> {
  const isolation = await bestIsolation(world)
  return {
    source: source.identity,
    isolation,
    withTools: async (python, asOf, pins) => {
      const interpreter = await findInterpreter(python, world)
      const bench = { source, published, isolation, interpreter, wheelsFolder }
      return await openWorkshop(bench, { asOf, pins }, world)
    },
  }
}

interface Bench {
  readonly source: Source
  readonly published: PublishedWheel
  readonly isolation: Isolation
  readonly interpreter: Interpreter
  readonly wheelsFolder: string
}

/** Tools are chosen in the room that is built in; where that isn't all, in a fresh one: what the back-end ran may have changed it. */
async function openWorkshop(
  bench: Bench,
  wish: { readonly asOf: number; readonly pins: readonly string[] },
  world: BuildWorld,
): Promise<Workshop> {
  const { source, interpreter, wheelsFolder: folder } = bench
  const first = await newRoom(bench, world)
  const request = { ...wish, settings: {}, kinds: ['wheel'] } as const
  const chosen = await orClose(first, () =>
    chooseTools(source, { room: first, interpreter, folder }, request, world),
  )
  const { lock: tools, isReady } = chosen
  if (isReady) return workshop(tools, first, bench, world)
  await first.close()
  await fetchTools(tools, folder, interpreter, world)
  const room = await newRoom(bench, world)
  await orClose(room, () => makeEnvironment(room, { lock: tools, folder }, interpreter))
  return workshop(tools, room, bench, world)
}

function workshop(tools: BuildLock, room: Room, bench: Bench, world: BuildWorld): Workshop {
  return { tools, close: room.close, build: (attempt) => buildAgain(attempt, bench, room, world) }
}

async function newRoom({ isolation, interpreter, published }: Bench, world: BuildWorld): Promise<Room> {
  return await openRoom(
    {
      isolation,
      interpreter,
      rust: null,
      epochSeconds: published.newest,
      extra: {},
      inner: AS_ALWAYS,
      umask: '022',
      name: 'pip-trust-rebuild-',
    },
    world,
  )
}

async function orClose<Value>(room: Room, act: () => Promise<Value>): Promise<Value> {
  try {
    return await act()
  } catch (error) {
    await room.close()
    throw error
  }
}

async function buildAgain(
  attempt: Attempt,
  { source, published }: Bench,
  room: Room,
  { lib }: BuildWorld,
): Promise<ComparedFile> {
  const project = await freshCopy(source, room)
  const system = await readBuildSystem(project.outside)
  await emptied(room.outside(IN_ROOM.out))
  await settle(attempt, published, room, lib)
  const filename = await buildOne('wheel', surrounded(room, attempt), project.inside, system, {})
  return { filename, bytes: await readBuilt(join(room.outside(IN_ROOM.out), filename)) }
}

/** What a build wrote, and no link to a file that it didn't. */
async function readBuilt(path: string): Promise<Uint8Array> {
  const stats = await lstat(path).catch(() => null)
  if (stats?.isFile() === true && stats.size <= COMPARISON_LIMITS.maxFileBytes) return await readFile(path)
  throw new BuildError('output', {
    message: `expected a wheel and found none that can be read in \`${basename(path)}\``,
  })
}

/** The room, with an attempt's time zone and replay, and without SOURCE_DATE_EPOCH where it builds without. */
function surrounded(room: Room, { kind, zoneSeconds }: Attempt): Room {
  const options = [
    ...(kind === 'epoch' ? [] : ['-u', 'SOURCE_DATE_EPOCH']),
    `TZ=${zoneVariable(zoneSeconds)}`,
    ...(kind === 'replay' ? [`PYTHONPATH=${IN_ROOM.tools}`] : []),
  ]
  return { ...room, run: (command, folder) => room.run(['/usr/bin/env', ...options, ...command], folder) }
}

/**
 * Puts beside the tools and into the home what an attempt needs there, and takes away what another one did. Whatever a
 * build may have put in these places is removed, never written through.
 */
async function settle(attempt: Attempt, published: PublishedWheel, room: Room, lib: string): Promise<void> {
  const plan = replayPlan(attempt, published, [IN_ROOM.source, IN_ROOM.temporary])
  const program = join(lib, 'src', 'publish', 'reproduce', 'replay', 'replay.py')
  const tools = room.outside(IN_ROOM.tools)
  await put(join(tools, REPLAY), plan === null ? null : JSON.stringify(plan))
  await put(join(tools, 'sitecustomize.py'), plan === null ? null : await readFile(program))
  const options = join(room.outside(IN_ROOM.home), DISTUTILS)
  await put(options, attempt.wheelTag === null ? null : wheelOptions(attempt.wheelTag))
}

async function put(path: string, content: string | Uint8Array | null): Promise<void> {
  await rm(path, { recursive: true, force: true })
  if (content !== null) await writeFile(path, content, { flag: 'wx' })
}

function wheelOptions(tag: string): string {
  const option = tag === 'py2.py3' ? 'universal = 1' : `python_tag = ${tag}`
  return `[bdist_wheel]\n${option}\n`
}

async function emptied(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true })
}
