import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  AS_ALWAYS,
  bestIsolation,
  buildOne,
  fetchTools,
  findInterpreter,
  freshCopy,
  IN_ROOM,
  chooseTools,
  makeEnvironment,
  openRoom,
  readBuildSystem,
  type BuildWorld,
  type Interpreter,
  type Isolation,
  type Room,
  type Source,
} from '../build/index.ts'
import type { ComparedFile } from '../difference/index.ts'
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

/** Tools are chosen in the room that is built in. */
async function openWorkshop(
  bench: Bench,
  wish: { readonly asOf: number; readonly pins: readonly string[] },
  world: BuildWorld,
): Promise<Workshop> {
  const { source, isolation, interpreter, published, wheelsFolder: folder } = bench
  const needs = {
    isolation,
    interpreter,
    rust: null,
    epochSeconds: published.newest,
    extra: {},
    inner: AS_ALWAYS,
    umask: '022',
  }
  const room = await openRoom({ ...needs, name: 'pip-trust-rebuild-' }, world)
  try {
    const request = { ...wish, settings: {}, kinds: ['wheel'] } as const
    const { lock: tools, isReady } = await chooseTools(source, { room, interpreter, folder }, request, world)
    if (!isReady) await fetchTools(tools, folder, interpreter, world)
    if (!isReady) await makeEnvironment(room, { lock: tools, folder }, interpreter)
    return { tools, close: room.close, build: (attempt) => buildAgain(attempt, bench, room, world) }
  } catch (error) {
    await room.close()
    throw error
  }
}

async function buildAgain(
  attempt: Attempt,
  { source, published, interpreter }: Bench,
  room: Room,
  { lib }: BuildWorld,
): Promise<ComparedFile> {
  const project = await freshCopy(source, room)
  const system = await readBuildSystem(project.outside)
  await emptied(room.outside(IN_ROOM.out))
  await settle(attempt, published, room, interpreter, lib)
  const filename = await buildOne('wheel', surrounded(room, attempt), project.inside, system, {})
  return { filename, bytes: await readFile(join(room.outside(IN_ROOM.out), filename)) }
}

/** The room, with an attempt's time zone, and without SOURCE_DATE_EPOCH where it builds without. */
function surrounded(room: Room, { kind, zoneSeconds }: Attempt): Room {
  const options = [
    ...(kind === 'epoch' ? [] : ['-u', 'SOURCE_DATE_EPOCH']),
    `TZ=${zoneVariable(zoneSeconds)}`,
  ]
  return { ...room, run: (command, folder) => room.run(['/usr/bin/env', ...options, ...command], folder) }
}

/** Puts into the environment and the home what an attempt needs there, and takes away what another one did. */
async function settle(
  attempt: Attempt,
  published: PublishedWheel,
  room: Room,
  { minor }: Interpreter,
  lib: string,
): Promise<void> {
  const site = room.outside(`${IN_ROOM.environment}/lib/python${minor}/site-packages`)
  const options = room.outside(`${IN_ROOM.home}/${DISTUTILS}`)
  const custom = join(site, 'sitecustomize.py')
  for (const path of [custom, join(site, REPLAY), options]) await rm(path, { force: true })
  const plan = replayPlan(attempt, published, [IN_ROOM.source, IN_ROOM.temporary])
  if (plan !== null) {
    await writeFile(join(site, REPLAY), JSON.stringify(plan))
    await writeFile(custom, await readFile(join(lib, 'src', 'publish', 'reproduce', 'replay', 'replay.py')))
  }
  if (attempt.wheelTag !== null) await writeFile(options, wheelOptions(attempt.wheelTag))
}

function wheelOptions(tag: string): string {
  const option = tag === 'py2.py3' ? 'universal = 1' : `python_tag = ${tag}`
  return `[bdist_wheel]\n${option}\n`
}

async function emptied(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true })
}
