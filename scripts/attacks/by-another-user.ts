import { chmod, mkdir, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { homePaths } from '../../src/client/index.ts'
import { pidOf } from '../../test/e2e/harness/index.ts'
import type { Attack } from './attack.ts'
import { check, writeTree, type Room } from './room.ts'

const FLOOD = 10_000
const GUESSES = 200

/** What an intruder reports, for a look at it. */
export const asText = (found: unknown): string => JSON.stringify(found)

/** A pip that was refused: what it said first of a reason code. */
export async function refused(room: Room, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { code, stderr } = await room.scene.pip(['install', 'alpha'], { env })
  const [said] = /TC\d{4}/.exec(stderr) ?? []
  check(code !== 0 && said !== undefined, `it was not refused in words: exit ${code}\n${stderr}`)
  check(!(await room.scene.installed()).includes('alpha'), 'something was installed')
  return `pip ends with ${code} and says ${said}`
}

/** What the user is told of strangers. */
export async function notice(room: Room): Promise<string> {
  const found = (await room.notices()).find((each) => each.startsWith('TC5013'))
  check(found?.includes('by user 65534') ?? false, `nobody was told of it: ${found}`)
  return '`trustctl status` and `doctor` tell how often, when and which user (TC5013)'
}

export const BY_ANOTHER_USER: readonly Attack[] = [
  {
    name: 'read command lines and environments of all processes while a package is built, for a run’s token',
    by: 'another user',
    play: async (room) => {
      const tree = await writeTree(room, 'raise SystemExit(7)\n')
      const holding = await room.hold('harvest')
      await room.scene.pip(['install', tree])
      const found = asText(await holding.end())
      check(found.includes('"shown":[]'), `tokens were seen: ${found}`)
      check(!found.includes('"looks":0'), 'it did not look')
      return 'no command line shows it; environments are the user’s own (`EACCES`)'
    },
  },
  {
    name: 'list, read, write, remove and replace the folders and files (a WAL and a journal beside the store, and the spool, among them), connect to the sockets',
    by: 'another user',
    play: async (room) => {
      await room.guards()
      const { paths } = room.scene.home
      const { state, run, cache, storeFile, daemonSocket, shimSocket, caDir, shimLog, policyFile } = paths
      await room.scene.home.writePolicy('version: 1\nextends: balanced\n')
      const beside = ['-wal', '-journal', '-shm'].map((tail) => storeFile + tail)
      const folders = [state, run, cache, join(cache, 'spool'), caDir]
      const places = [...folders, storeFile, ...beside, daemonSocket, shimSocket, shimLog, policyFile]
      const found = asText(await room.intrude('touch', ...places))
      check(!found.includes('"done"'), `something could be done: ${found}`)
      return 'each of them refused by the system (folders 0700, files and sockets 0600)'
    },
  },
  {
    name: 'kill interceptor and daemon',
    by: 'another user',
    play: async (room) => {
      await room.guards()
      const { trustHome } = room.scene.home
      const pids = (['interceptor', 'daemon'] as const).map((part) => String(pidOf(part, trustHome)))
      const found = asText(await room.intrude('signals', ...pids))
      check(found === '["EPERM","EPERM"]', found)
      return 'refused by the system'
    },
  },
  {
    name: `guess tokens at the proxy’s port ${GUESSES} times, and send a header of 1 MB`,
    by: 'another user',
    play: async (room) => {
      await room.guards()
      const found = asText(await room.intrude('guess', String(await room.port()), String(GUESSES)))
      check(!/ 200 /.test(found) && found.includes(' 407 '), found)
      await room.guards()
      return `407 each time, the header cut off; ${await notice(room)}`
    },
  },
  {
    name: `hold ${FLOOD} connections to the proxy’s port, each with a request that never ends`,
    by: 'another user',
    play: async (room) => {
      await room.guards()
      const holding = await room.hold('flood', String(await room.port()), String(FLOOD))
      const codes = await room.guards()
      await holding.end()
      return `installs go on and refuse what is tampered with (${codes.join(', ')}); ${await notice(room)}`
    },
  },
  {
    name: 'make the run folder in `/tmp` first, with a listener in the interceptor’s place',
    by: 'another user',
    play: async (room) => {
      // A home whose sockets' paths would be too long has them in /tmp, by a name that anybody can work out.
      const long = join(room.scene.home.root, 'x'.repeat(100))
      const { run } = homePaths({ PIP_TRUST_HOME: long })
      const holding = await room.hold('plant', run)
      const words = await refused(room, { PIP_TRUST_HOME: long })
      const found = asText(await holding.end())
      check(found.includes('"asked":0'), `it was spoken to: ${found}`)
      return `${words}; the listener is never spoken to`
    },
  },
  {
    name: 'make the home first, in a folder that all may write to',
    by: 'another user',
    play: async (room) => {
      const shared = join(room.scene.home.root, 'shared')
      await mkdir(shared)
      await chmod(shared, 0o1777)
      const holding = await room.hold('plant', join(shared, 'home', 'run'))
      const words = await refused(room, { PIP_TRUST_HOME: join(shared, 'home') })
      await holding.end()
      return words
    },
  },
  {
    name: 'replace the state folder of a home below a folder of mode 0777 (not sticky), so that its memory is lost',
    by: 'another user',
    play: async (room) => {
      const { trustHome, root, paths } = room.scene.home
      await room.guards()
      await chmod(trustHome, 0o777)
      const found = asText(await room.intrude('replace', paths.state))
      check(found.startsWith('["done"'), `the attack itself failed: ${found}`)
      await rename(paths.state, `${paths.state}.planted`)
      await rename(`${paths.state}.gone`, paths.state)
      const words = await refused(room)
      await chmod(trustHome, 0o755)
      const codes = await room.guards()
      check((await readdir(root)).length > 0, 'the room is gone')
      return `${words}, already before somebody does it; with 0755 it goes on (${codes.join(', ')})`
    },
  },
]
