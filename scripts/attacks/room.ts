import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { changedByte, makeWheel } from '../../test/world/index/index.ts'
import type { World } from '../../test/world/sigstore/index.ts'
import {
  attested,
  provenanceOf,
  served,
  startScene,
  trustWorld,
  type Pair,
  type Scene,
} from '../../test/e2e/harness/index.ts'

/** `nobody`, who has an account on every machine and owns nothing. */
const STRANGER = 65_534
/** Verbs that say nothing before their end. */
const SILENT: ReadonlySet<string> = new Set(['harvest', 'take'])
const INTRUDER = join(import.meta.dirname, 'intruder.py')

/** A user with the product, an index with a good and a tampered package, and another user on the same machine. */
export interface Room {
  readonly scene: Scene
  /** Runs a verb of the intruder as the other user, to its end. */
  readonly intrude: (verb: string, ...args: readonly string[]) => Promise<unknown>
  /** The same for a verb that holds on; its first report has come when this resolves (`harvest` and `take` give none). */
  readonly hold: (verb: string, ...args: readonly string[]) => Promise<Holding>
  /** The same two as the user, whom only another process of theirs could be. */
  readonly own: Pick<Room, 'intrude' | 'hold'>
  /** The interceptor's port, once it listens. */
  readonly port: () => Promise<number>
  /** Notices of `trustctl status`. */
  readonly notices: () => Promise<readonly string[]>
  /** Installs the good package and is refused the tampered one, whatever is going on; gives the codes of the refusal. */
  readonly guards: () => Promise<readonly string[]>
}

export interface Holding {
  /** Ends the verb and gives its last report. */
  readonly end: () => Promise<unknown>
}

const beta = { project: 'beta', version: '1.0', files: { 'beta.py': 'WORD = "good"\n' } }

/** Opens a room; its scene is the caller's to close. Folders that a test makes are open to all, so that only the product's own rights count. */
export async function openRoom(pair: Pair, world: World): Promise<Room> {
  const provenance = provenanceOf(world, makeWheel(beta))
  const projects = [
    { name: 'alpha', files: [attested(world, makeWheel({ project: 'alpha', version: '1.0' }))] },
    { name: 'beta', files: [served(changedByte(beta), { provenance })] },
  ]
  const scene = await startScene(pair, { site: { projects } })
  const { home } = scene
  await chmod(home.root, 0o755)
  await mkdir(home.trustHome, { mode: 0o755 })
  await trustWorld(home, world)
  return {
    scene,
    ...acting(STRANGER),
    own: acting(process.getuid?.() ?? 0),
    port: async () => Number(/"port":(\d+)/.exec(await readFile(home.paths.shimLog, 'utf8'))?.[1]),
    notices: async () => {
      const { stdout, stderr } = await home.trustctl(['status', '--json'])
      const { notices } = JSON.parse(stdout)
      check(Array.isArray(notices), `\`trustctl status\` gave none:\n${stdout}${stderr}`)
      return notices
    },
    guards: async () => {
      const good = await scene.pip(['install', '--force-reinstall', 'alpha'])
      check(good.code === 0, `the good package was not installed:\n${good.stdout}${good.stderr}`)
      const bad = await scene.pip(['install', 'beta'])
      check(bad.code === 1 && !(await scene.installed()).includes('beta'), 'the tampered package went in')
      return bad.codes
    },
  }
}

/** What somebody can do with the intruder's program. */
function acting(user: number): Pick<Room, 'intrude' | 'hold'> {
  const start = (verb: string, args: readonly string[]) =>
    spawn('/usr/bin/python3', ['-I', INTRUDER, verb, ...args], {
      uid: user,
      gid: user,
      cwd: '/',
      env: {},
      stdio: ['ignore', 'pipe', 'inherit'],
    })
  return {
    intrude: async (verb, ...args) => {
      const chunks: Buffer[] = await start(verb, args).stdout.toArray()
      return JSON.parse(Buffer.concat(chunks).toString())
    },
    hold: async (verb, ...args) => {
      const child = start(verb, args)
      const lines = createInterface(child.stdout)
      const closed = once(lines, 'close')
      const reports: unknown[] = []
      lines.on('line', (line) => reports.push(JSON.parse(line)))
      if (!SILENT.has(verb)) await Promise.race([once(lines, 'line'), once(child, 'exit')])
      return {
        end: async () => {
          child.kill('SIGTERM')
          await closed
          return reports.at(-1)
        },
      }
    },
  }
}

/** A source tree whose build needs alpha, which a pip of its own brings, and runs `code` when it is built. */
export async function writeTree(room: Room, code: string): Promise<string> {
  const folder = join(room.scene.home.work, 'tree')
  await mkdir(folder)
  const project = '[build-system]\nrequires = ["alpha"]\nbuild-backend = "b"\nbackend-path = ["."]\n'
  await writeFile(join(folder, 'pyproject.toml'), project)
  await writeFile(join(folder, 'b.py'), code)
  return folder
}

export function check(isSo: boolean, words: string): void {
  if (!isSo) throw new Error(words)
}
