import { lstat, mkdir, readFile, writeFile } from 'node:fs/promises'
import test from 'ava'
import { ClientError } from '../../src/client/index.ts'
import { DaemonError } from '../../src/daemon/index.ts'
import { scratchHome } from '../client/fake-daemon.ts'
import { question } from '../protocol/samples.ts'
import { openHere, runningDaemon, start, VERSION, type Running } from './running-daemon.ts'

test('greets with the policy in force and answers questions', async (t) => {
  const { open } = await runningDaemon(t)
  const client = await open()
  t.is(client.hello.policy.name, 'balanced')
  t.is(client.hello.server.version, VERSION)
  const verdict = await client.ask(question())
  t.is(verdict.code, 'TC2101')
  t.false(verdict.fromCache)
  t.true((await client.ask(question())).fromCache)
  const [record] = await client.why({ ref: verdict.ref, limit: 1 })
  t.is(record?.verdict.ref, verdict.ref)
  const status = await client.status()
  t.is(status.counts.decisions, 2)
  t.is(status.counts.sessions, 1)
  t.is(status.trustRoots.length, 1)
  await client.close()
})

test("its socket and store are the user's alone", async (t) => {
  const { paths } = await runningDaemon(t)
  t.is((await lstat(paths.daemonSocket)).mode & 0o777, 0o600)
  t.is((await lstat(paths.run)).mode & 0o777, 0o700)
  t.is((await lstat(paths.storeFile)).mode & 0o777, 0o600)
})

test('a second daemon leaves the place to the first', async (t) => {
  const { paths, open } = await runningDaemon(t)
  t.is(await start(paths), null)
  await (await open()).close()
})

test('a stale lock and a stale socket are taken over', async (t) => {
  const { open } = await runningDaemon(t, async (paths) => {
    await mkdir(paths.run, { mode: 0o700 })
    await writeFile(paths.daemonLock, '999999999 1', { mode: 0o600 })
  })
  t.is((await openAndClose(open)).server.pid, process.pid)
})

test('a lock whose process id is used by another process now is stale', async (t) => {
  const { open } = await runningDaemon(t, async (paths) => {
    await mkdir(paths.run, { mode: 0o700 })
    await writeFile(paths.daemonLock, `${process.pid} another-start`, { mode: 0o600 })
  })
  t.is((await openAndClose(open)).server.pid, process.pid)
})

test("a file at the socket's place is left alone, and the lock is given back", async (t) => {
  const paths = await scratchHome(t)
  await mkdir(paths.run, { recursive: true, mode: 0o700 })
  await writeFile(paths.daemonSocket, 'mine')
  await t.throwsAsync(start(paths), { instanceOf: DaemonError, code: 'place' })
  t.is(await readFile(paths.daemonSocket, 'utf8'), 'mine')
  await t.throwsAsync(lstat(paths.daemonLock), { code: 'ENOENT' })
})

test('a damaged store is put aside, said so, and remembers nothing', async (t) => {
  const { open, entries } = await runningDaemon(t, (paths) =>
    writeFile(paths.storeFile, 'junk'.repeat(9999), { mode: 0o600 }),
  )
  const client = await open()
  const { notices, counts } = await client.status()
  t.is(counts.decisions, 0)
  t.is(notices.length, 1)
  t.true(entries.some(({ level, message }) => level === 'warn' && message === notices[0]))
  await client.close()
})

test('where no store can be opened, everything is refused with TC5004', async (t) => {
  const { open } = await runningDaemon(t, async (paths) => {
    await mkdir(paths.storeFile)
  })
  const client = await open()
  const verdict = await client.ask(question())
  t.is(verdict.decision, 'block')
  t.is(verdict.code, 'TC5004')
  t.is((await client.status()).notices.length, 2)
  await client.close()
})

test('draining: nobody new is heard, the lock is free, and what is open is closed', async (t) => {
  const { paths, open, daemon } = await runningDaemon(t)
  const client = await open()
  await client.stop({ drain: true })
  await t.throwsAsync(openHere(paths), { instanceOf: ClientError, code: 'unreachable' })
  const next = await start(paths)
  t.not(next, null)
  await client.closed
  await daemon.ended
  await next?.stop({ drain: false })
  await next?.ended
})

test('a stop answers before it cuts', async (t) => {
  const { open, daemon } = await runningDaemon(t)
  const client = await open()
  await client.stop({ drain: false })
  await client.closed
  await daemon.ended
  t.pass()
})

test('ends by itself when nobody comes', async (t) => {
  const { daemon, paths } = await runningDaemon(t, (places) =>
    writeFile(places.settingsFile, '{"idleStopMinutes":0.0001}', { mode: 0o600 }),
  )
  await daemon.ended
  await t.throwsAsync(lstat(paths.daemonSocket), { code: 'ENOENT' })
})

async function openAndClose(open: Running['open']) {
  const client = await open()
  await client.close()
  return client.hello
}
