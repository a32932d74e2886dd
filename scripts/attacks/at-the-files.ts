import { chmod, link, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { homePaths } from '../../src/client/index.ts'
import { makeWheel } from '../../test/world/index/index.ts'
import { served } from '../../test/e2e/harness/index.ts'
import type { Attack } from './attack.ts'
import { asText, refused } from './by-another-user.ts'
import { check } from './room.ts'

const PLANTED = ['store.sqlite', 'store.sqlite-wal', 'store.sqlite-journal', 'trustd.lock', 'shim.lock']
const SWAPS = 5

const good = makeWheel({ project: 'alpha', version: '1.0' })
const evil = makeWheel({ project: 'alpha', version: '1.0', files: { 'alpha.py': 'EVIL = 1\n' } })

/** Attacks on what lies on disk: state, what is held back, and what has two names. */
export const AT_THE_FILES: readonly Attack[] = [
  {
    name: 'make a whole home first: a store with WAL and journal, locks, and both sockets with parts that call themselves version 99',
    by: 'another user',
    play: async (room) => {
      const shared = join(room.scene.home.root, 'shared')
      await mkdir(shared)
      await chmod(shared, 0o1777)
      const { home, run, state } = homePaths({ PIP_TRUST_HOME: join(shared, 'home') })
      const files = PLANTED.map((name) => join(name.endsWith('.lock') ? run : state, name))
      const holding = await room.hold('plant', run, ...files)
      const words = await refused(room, { PIP_TRUST_HOME: home ?? '' })
      const found = asText(await holding.end())
      check(found.includes('"asked":0'), `it was spoken to: ${found}`)
      return `${words}; neither socket is ever spoken to, no file of it is opened`
    },
  },
  {
    name: 'give keys, store, policy and the guard’s record a second name by hard links',
    by: 'another user',
    play: async (room) => {
      await room.guards()
      await room.scene.home.writePolicy('version: 1\nextends: balanced\n')
      const { storeFile, policyFile, caDir, shimLog } = room.scene.home.paths
      const places = [storeFile, policyFile, join(caDir, 'ca.pem'), shimLog]
      const found = asText(await room.intrude('links', join('/tmp', `linked-${process.pid}`), ...places))
      check(!found.includes('"done"'), `something was linked: ${found}`)
      return 'each of them refused by the system (folders 0700)'
    },
  },
  {
    name: 'keep a second name for a wheel that all may write, which then lies in a closed folder (0700)',
    by: 'another user',
    play: async (room) => {
      const { root } = room.scene.home
      const closed = join(root, 'closed')
      await mkdir(closed, { mode: 0o700 })
      const path = join(closed, good.filename)
      await writeFile(path, good.bytes)
      await chmod(path, 0o666)
      const alone = await room.scene.pip(['install', path])
      check(alone.code === 0, `without a second name it must go in:\n${alone.stderr}`)
      await link(path, join(root, good.filename))
      const both = await room.scene.pip(['install', '--force-reinstall', path])
      check(both.code !== 0 && both.codes.includes('TC1011'), `it was let in:\n${both.stderr}`)
      return 'refused (TC1011); without the second name it is installed'
    },
  },
  {
    name: 'put other bytes in the place of each file that is held back, before it is given to pip',
    by: 'another process of the user',
    play: async (room) => {
      const { home, index } = room.scene
      const planted = join(home.root, 'evil.whl')
      await writeFile(planted, evil.bytes)
      let [swaps, refusals] = [0, 0]
      for (let round = 0; round < SWAPS; round += 1) {
        const project = `held${round}`
        const wheel = makeWheel({ project, version: '1.0' })
        // Without a digest on its page, all of it is held back, and pip has nothing to check it by.
        index.replace({
          api: '1.4',
          projects: [{ name: project, files: [served(wheel, { sha256: 'none' })] }],
        })
        const holding = await room.own.hold('swap', join(home.paths.cache, 'spool'), planted)
        const { code } = await room.scene.pip(['install', '--no-cache-dir', '--retries', '0', project])
        swaps += Number(/"swaps":(\d+)/.exec(asText(await holding.end()))?.[1])
        if (code !== 0) refusals += 1
        const installed = await room.scene.installed()
        check(!installed.some((name) => name.startsWith('alpha')), 'the other bytes were installed')
      }
      check(swaps > 0, 'it was never quick enough to try')
      return `other bytes never reach pip whole: of ${SWAPS} installs ${refusals} are refused, the others have what was judged`
    },
  },
]
