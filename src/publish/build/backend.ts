import { constants } from 'node:fs'
import { open, rm, writeFile } from 'node:fs/promises'
import { isJsonObject, parseJson, type JsonValue } from '../../encoding/index.ts'
import { isSystemError } from '../../files/index.ts'
import { BuildError } from './build-error.ts'
import { lastLines } from './installer.ts'
import type { BuildSystem } from './project-file.ts'
import type { Room } from './room.ts'
import { IN_ROOM } from './rooms.ts'

/** Settings for a back-end (PEP 517 `config_settings`). */
export type ConfigSettings = Readonly<Record<string, string>>

type Hook = 'get_requires_for_build_sdist' | 'get_requires_for_build_wheel' | 'build_sdist' | 'build_wheel'

const LIMITS = { maxBytes: 256 * 1024, maxDepth: 4 } as const
const MAX_REQUIREMENTS = 200
const MAX_HOSTS = 10

/** What the back-end asks for beside `requires`. An optional hook of PEP 517. */
export async function dynamicRequires(
  kind: 'sdist' | 'wheel',
  room: Room,
  project: string,
  system: BuildSystem,
  settings: ConfigSettings,
): Promise<readonly string[]> {
  const value = await callHook(
    `get_requires_for_build_${kind}`,
    [settingsFor(settings)],
    room,
    project,
    system,
  )
  if (value === null) return []
  const list = Array.isArray(value) ? value.filter((each: JsonValue) => typeof each === 'string') : []
  if (Array.isArray(value) && list.length === value.length && list.length <= MAX_REQUIREMENTS)
    return [...new Set(list)].toSorted()
  throw new BuildError('backend', {
    message: `expected a list of requirements from ${system.backend} and found none`,
  })
}

/** Builds one file into the room’s `out` and returns its name. Throws `BuildError` `backend` or `network`. */
export async function buildOne(
  kind: 'sdist' | 'wheel',
  room: Room,
  project: string,
  system: BuildSystem,
  settings: ConfigSettings,
): Promise<string> {
  const own = settingsFor(settings)
  const hook = kind === 'sdist' ? 'build_sdist' : 'build_wheel'
  const args = kind === 'sdist' ? [IN_ROOM.out, own] : [IN_ROOM.out, own, null]
  const value = await callHook(hook, args, room, project, system)
  const suffix = kind === 'sdist' ? '.tar.gz' : '.whl'
  if (typeof value === 'string' && value.endsWith(suffix) && !value.includes('/')) return value
  throw new BuildError('output', {
    message: `expected the name of a \`${suffix}\` from ${system.backend} and found ${JSON.stringify(value)}`,
  })
}

function settingsFor(settings: ConfigSettings): ConfigSettings | null {
  return Object.keys(settings).length === 0 ? null : settings
}

/** Null where the back-end has no such hook. `project` is the folder's path inside. */
async function callHook(
  hook: Hook,
  args: readonly JsonValue[],
  room: Room,
  project: string,
  { backend, backendPath }: BuildSystem,
): Promise<JsonValue> {
  const result = `${IN_ROOM.tools}/result.json`
  const asked = room.outside(`${IN_ROOM.tools}/asked`)
  const request = { backend, backendPath, hook, arguments: args, result }
  const requestFile = `${IN_ROOM.tools}/request.json`
  for (const path of [result, requestFile]) await rm(room.outside(path), { recursive: true, force: true })
  await writeFile(room.outside(requestFile), JSON.stringify(request), { flag: 'wx' })
  const python = `${IN_ROOM.environment}/bin/python`
  const command = [python, `${IN_ROOM.tools}/hooks.py`, requestFile]
  const ended = await room.run(command, project)
  const hosts = await hostsIn(asked)
  if (hosts.length > 0) throw networkAsked(hook, hosts)
  const answer = ended.code === 0 ? await answerIn(room.outside(result)) : null
  if (answer === null)
    throw new BuildError('backend', {
      message: `${ended.isTimeUp ? 'the time is up for' : 'the build failed in'} \`${hook}\` of ${backend}:\n${lastLines(ended.output, 30)}`,
    })
  return answer.value
}

async function answerIn(path: string): Promise<{ readonly value: JsonValue } | null> {
  const bytes = await readIfThere(path)
  if (bytes === null) return null
  const answer = parseJson(bytes, LIMITS)
  return isJsonObject(answer) ? { value: answer['value'] ?? null } : null
}

async function hostsIn(path: string): Promise<readonly string[]> {
  const text = (await readIfThere(path))?.toString('latin1') ?? ''
  return [...new Set(text.split('\n').filter((line) => line !== ''))].slice(0, MAX_HOSTS)
}

/** A file that a build wrote, and no link to one that it didn’t. */
async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    try {
      return (await file.stat()).isFile() ? await file.readFile() : null
    } finally {
      await file.close()
    }
  } catch (error) {
    if (isSystemError(error, 'ENOENT') || isSystemError(error, 'ELOOP')) return null
    throw error
  }
}

function networkAsked(hook: Hook, hosts: readonly string[]): BuildError {
  return new BuildError('network', {
    message: `the build asked for the network in \`${hook}\`: ${hosts.map((host) => `\`${host}\``).join(', ')}`,
    hint: 'put what it fetches into the source, or into build-system.requires and build.lock',
  })
}
