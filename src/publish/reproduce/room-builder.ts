import { lstat, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import {
  AS_ALWAYS,
  bestIsolation,
  BuildError,
  buildFiles,
  buildOne,
  fetchTools,
  findInterpreter,
  findRust,
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
} from '../build/index.ts'
import { COMPARISON_LIMITS, type ComparedFile } from '../difference/index.ts'
import type { Builder, Workshop } from './builder.ts'
import { zoneVariable, type Attempt, type PublishedFile } from './plan/index.ts'
import { hasOwnLock, ownTools } from './own-tools.ts'
import type { RebuildSource } from './rebuild-source.ts'
import { replayPlan } from './replay/index.ts'

/** What setuptools takes the options of bdist_wheel from, whatever its version. */
const DISTUTILS = '.pydistutils.cfg'
const REPLAY = 'pip_trust_replay.json'

/** Builds in rooms of their own (`../build`), without a network. `wheelsFolder` keeps the tools that are fetched. */
export async function roomBuilder(
  from: RebuildSource,
  published: PublishedFile,
  wheelsFolder: string,
  world: BuildWorld,
): Promise<Builder> {
  const isolation = await bestIsolation(world)
  const shared = { from, published, isolation, wheelsFolder, rust: await findRust(world) }
  const hasLock = await hasOwnLock(from.settled, world)
  return {
    source: from.source.identity,
    isolation,
    withOwnTools: hasLock ? () => openOwnWorkshop(shared, world) : null,
    withTools: async (python, asOf, pins) => {
      const interpreter = await findInterpreter(python, world)
      return await openWorkshop({ ...shared, interpreter }, { asOf, pins }, world)
    },
  }
}

interface Bench {
  readonly from: RebuildSource
  readonly published: PublishedFile
  readonly isolation: Isolation
  readonly interpreter: Interpreter
  readonly rust: string | null
  readonly wheelsFolder: string
}

/** Exactly the tools of the source’s `build.lock`, as `trustctl build` takes them. */
async function openOwnWorkshop(shared: Omit<Bench, 'interpreter'>, world: BuildWorld): Promise<Workshop> {
  const { lock, interpreter } = await ownTools(shared.from.settled, world)
  const bench = { ...shared, interpreter }
  await fetchTools(lock, bench.wheelsFolder, interpreter, world)
  return await readyWorkshop(lock, bench, world)
}

/** Tools are chosen in the room that is built in; where that isn't all, in a fresh one: what the back-end ran may have changed it. */
async function openWorkshop(
  bench: Bench,
  wish: { readonly asOf: number; readonly pins: readonly string[] },
  world: BuildWorld,
): Promise<Workshop> {
  const { from, published, interpreter, wheelsFolder: folder } = bench
  const first = await newRoom(bench, world)
  // A wheel that `trustctl build` made came from an sdist that it made before.
  const kinds = published.isCanonical ? (['sdist', 'wheel'] as const) : [published.kind]
  const request = { ...wish, settings: {}, kinds }
  const chosen = await orClose(first, () =>
    chooseTools(from.source, { room: first, interpreter, folder }, request, world),
  )
  const { lock: tools, isReady } = chosen
  if (isReady) return workshop(tools, first, bench, world)
  await first.close()
  await fetchTools(tools, folder, interpreter, world)
  return await readyWorkshop(tools, bench, world)
}

/** A fresh room with tools that are fetched. */
async function readyWorkshop(tools: BuildLock, bench: Bench, world: BuildWorld): Promise<Workshop> {
  const room = await newRoom(bench, world)
  const wheels = { lock: tools, folder: bench.wheelsFolder }
  await orClose(room, () => makeEnvironment(room, wheels, bench.interpreter))
  return workshop(tools, room, bench, world)
}

function workshop(tools: BuildLock, room: Room, bench: Bench, world: BuildWorld): Workshop {
  return { tools, close: room.close, build: (attempt) => buildAgain(attempt, bench, { tools, room }, world) }
}

async function newRoom({ isolation, interpreter, published, rust }: Bench, world: BuildWorld): Promise<Room> {
  return await openRoom(
    {
      isolation,
      interpreter,
      rust,
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
  { from, published }: Bench,
  { tools, room }: { readonly tools: BuildLock; readonly room: Room },
  world: BuildWorld,
): Promise<ComparedFile> {
  await emptied(room.outside(IN_ROOM.out))
  const { kind } = published
  if (attempt.kind === 'canonical') {
    await settle(attempt, published, room, world.lib)
    const what = { source: from.settled, lock: tools, outputs: [kind], settings: {} }
    const [built] = await buildFiles(what, room, world)
    if (built !== undefined) return built
    throw new BuildError('output', { message: `expected one ${kind} and found none` })
  }
  const project = await freshCopy(from.source, room)
  const system = await readBuildSystem(project.outside)
  // After the copy, which empties the home that options are put into.
  await settle(attempt, published, room, world.lib)
  const filename = await buildOne(kind, surrounded(room, attempt), project.inside, system, {})
  return { filename, bytes: await readBuilt(join(room.outside(IN_ROOM.out), filename)) }
}

/** What a build wrote, and no link to a file that it didn't. */
async function readBuilt(path: string): Promise<Uint8Array> {
  const stats = await lstat(path).catch(() => null)
  if (stats?.isFile() === true && stats.size <= COMPARISON_LIMITS.maxFileBytes) return await readFile(path)
  throw new BuildError('output', {
    message: `expected what the build says that it made and found nothing that can be read in \`${basename(path)}\``,
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
async function settle(attempt: Attempt, published: PublishedFile, room: Room, lib: string): Promise<void> {
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
