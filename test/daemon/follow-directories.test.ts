import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { followDirectories, type FollowerWorld } from '../../src/daemon/follow-directories.ts'
import type { HearOutcome } from '../../src/sources/index.ts'
import { becomes } from './running-daemon.ts'

const NOW = 1_790_000_000
type Answer = (name: string, signal: AbortSignal) => Promise<HearOutcome>

const versions = { root: 1, timestamp: 7, snapshot: 7, targets: 1, keys: 1, policy: 1, revocations: 1 }
const updated: Answer = (name) =>
  Promise.resolve({ name, where: 'x', outcome: 'updated', versions, expiresAt: NOW })
const refused: Answer = (name) =>
  Promise.resolve({
    name,
    where: 'x',
    outcome: 'refused',
    code: 'rolled-back',
    reason: 'TC3602',
    words: 'older than before',
    hint: null,
  })

/** A follower of directories that answer so. */
function following(
  t: ExecutionContext,
  answers: Readonly<Record<string, Answer>>,
  where = 'https://x.example',
) {
  const asked: string[] = []
  const log: string[] = []
  let now = NOW
  let reloads = 0
  const directories = Object.keys(answers).map((name) => ({ name, where }))
  const world: FollowerWorld<{ readonly directories: typeof directories; readonly reloads: number }> = {
    sources: {
      hearDirectory: async (name, { signal }) => {
        asked.push(name)
        return await (answers[name] ?? updated)(name, signal)
      },
    },
    clock: () => now,
    log: { write: (level, message) => log.push(`${level} ${message}`) },
    keeper: {
      current: () => ({ directories, reloads }),
      reload: () => {
        reloads += 1
        return Promise.resolve()
      },
    },
  }
  const follower = followDirectories(world)
  t.teardown(() => follower.close())
  return { follower, asked, log, reloads: () => reloads, setNow: (seconds: number) => (now = seconds) }
}

test('one directory that fails or is refused keeps no other from being heard, and what holds is put in force', async (t) => {
  const broken: Answer = () => Promise.reject(new Error('the disk is full'))
  const { follower, asked, log, reloads } = following(t, { a: broken, b: refused, c: updated })
  await follower.look()
  t.deepEqual(asked, ['a', 'b', 'c'])
  t.is(reloads(), 1)
  t.deepEqual(
    log.map((line) => line.split(' ')[0]),
    ['warn', 'warn', 'info'],
  )
})

test('without a directory nothing is asked and nothing loaded anew', async (t) => {
  const { follower, asked, reloads } = following(t, {})
  await follower.look()
  t.like({ asked, reloads: reloads() }, { asked: [], reloads: 0 })
})

test('a key that nobody knows is asked for once, and others no more often than every half minute', async (t) => {
  const { follower, asked, setNow } = following(t, { a: updated })
  t.is((await follower.hearOf(['k1'])).reloads, 1, 'the answer has what was heard')
  await follower.hearOf(['k1'])
  await follower.hearOf(['k2'])
  t.is(asked.length, 1, 'somebody sends many keys')
  setNow(NOW + 30)
  await follower.hearOf(['k1'])
  t.is(asked.length, 1, 'it was asked for')
  await follower.hearOf(['k1', 'k2'])
  t.is(asked.length, 2)
  setNow(NOW - 99_999)
  await follower.hearOf(['k3'])
  t.is(asked.length, 3, 'a clock that was set back')
})

test('a thousand unknown keys and no more are remembered until the next look', async (t) => {
  const { follower, asked, setNow } = following(t, { a: updated })
  await follower.hearOf(Array.from({ length: 1000 }, (_key, nth) => `k${nth}`))
  setNow(NOW + 60)
  await follower.hearOf(['one more'])
  t.is(asked.length, 1)
  await follower.look()
  await follower.hearOf(['one more'])
  t.is(asked.length, 3)
})

test('who asks for a key waits for what is being asked already', async (t) => {
  let answer: () => void = () => t.fail('nobody asked')
  const slow: Answer = async (name, signal) => {
    await new Promise<void>((resolve) => (answer = resolve))
    return await updated(name, signal)
  }
  const { follower, reloads } = following(t, { a: slow })
  const first = follower.hearOf(['k1'])
  const second = follower.hearOf(['k1'])
  await becomes('it is being asked', () => Promise.resolve(reloads() === 0))
  answer()
  t.deepEqual([(await first).reloads, (await second).reloads], [1, 1])
})

test('a followed folder that changes is heard; one that ends asks nothing any more', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'ptf-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'timestamp.json')
  await writeFile(file, '1')
  const { follower, asked } = following(t, { a: updated }, folder)
  await becomes('it is heard for the first time', () => Promise.resolve(asked.length > 0))
  const before = asked.length
  let written = 1
  await becomes('it is heard again', async () => {
    await writeFile(file, 'x'.repeat((written += 1)))
    return asked.length > before
  })
  await follower.close()
  const ended = asked.length
  await follower.look()
  t.is(asked.length, ended)
})
