import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { acquireLock, processStart } from '../../src/files/index.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A process id that was in use and is no more. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
  await once(child, 'exit')
  return child.pid ?? 0
}

test('a lock is held by one, and free again after', async (t) => {
  const path = join(await temporaryFolder(t), 'lock')
  const lock = await acquireLock(path)
  t.not(lock, null)
  t.is(await acquireLock(path), null)
  t.is(await readFile(path, 'utf8'), `${process.pid} ${await processStart(process.pid)}`)
  await lock?.release()
  t.not(await acquireLock(path), null)
})

test('of many at once one gets it', async (t) => {
  const folder = await temporaryFolder(t)
  const path = join(folder, 'lock')
  const locks = await Promise.all(Array.from({ length: 20 }, () => acquireLock(path)))
  t.is(locks.filter((lock) => lock !== null).length, 1)
  t.deepEqual(await readdir(folder), ['lock'])
})

test('a lock whose process is gone is taken over, by one only', async (t) => {
  const folder = await temporaryFolder(t)
  const path = join(folder, 'lock')
  await writeFile(path, `${await deadProcess()} 123`)
  const locks = await Promise.all(Array.from({ length: 20 }, () => acquireLock(path)))
  t.is(locks.filter((lock) => lock !== null).length, 1)
  t.true((await readFile(path, 'utf8')).startsWith(`${process.pid} `))
  t.deepEqual(await readdir(folder), ['lock'])
})

test('a lock whose process id another process has now is taken over', async (t) => {
  const path = join(await temporaryFolder(t), 'lock')
  await writeFile(path, `${process.pid} of-another-time`)
  t.not(await acquireLock(path), null)
})

test('a lock that is empty or no lock is taken over', async (t) => {
  const folder = await temporaryFolder(t)
  for (const [index, text] of ['', 'x', '0 1', '-1 1', `${process.pid}`, `99999999999 1`].entries()) {
    const path = join(folder, `lock${index}`)
    await writeFile(path, text)
    t.not(await acquireLock(path), null, text)
  }
})

test('who died while taking a lock over does not block it for ever', async (t) => {
  const path = join(await temporaryFolder(t), 'lock')
  const dead = `${await deadProcess()} 123`
  await writeFile(path, dead)
  await writeFile(`${path}.next`, dead)
  t.not(await acquireLock(path), null)
})

test('a lock that another process has is respected until it ends', async (t) => {
  const path = join(await temporaryFolder(t), 'lock')
  const other = spawn(process.execPath, ['-e', 'process.stdin.resume()'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const start = await processStart(other.pid ?? 0)
  await writeFile(path, `${other.pid} ${start}`)
  t.is(await acquireLock(path), null)
  other.kill('SIGKILL')
  await once(other, 'exit')
  t.not(await acquireLock(path), null)
})

test('a release leaves alone what is not its own', async (t) => {
  const path = join(await temporaryFolder(t), 'lock')
  const lock = await acquireLock(path)
  await writeFile(path, 'another')
  await lock?.release()
  t.is(await readFile(path, 'utf8'), 'another')
})

test('a chain of such deaths ends in words, not in a wait', async (t) => {
  const path = join(await temporaryFolder(t), 'lock')
  const dead = `${await deadProcess()} 123`
  for (const guards of [0, 1, 2, 3, 4]) await writeFile(path + '.next'.repeat(guards), dead)
  t.like(await t.throwsAsync(acquireLock(path)), { code: 'lock' })
  await rm(path + '.next'.repeat(4))
  t.not(await acquireLock(path), null)
})
