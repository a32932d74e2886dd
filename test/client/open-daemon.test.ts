import { chmod, lstat, mkdir, rename, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import test from 'ava'
import { ClientError, openDaemon, type ClientErrorCode, type HomePaths } from '../../src/client/index.ts'
import { FilesError } from '../../src/files/index.ts'
import type { Verdict } from '../../src/verdict/index.ts'
import { question } from '../protocol/samples.ts'
import { fakeDaemon, helloReply, scratchHome } from './fake-daemon.ts'

const VERDICT: Verdict = {
  decision: 'allow',
  code: 'TC0000',
  ref: 'TC0000-0000',
  policy: { name: 'p', version: 1, digest: 'd', at: null },
  rule: 'r',
  exception: null,
  reasons: [],
  facts: [],
  fromCache: false,
}

function open(paths: HomePaths, more: Partial<Parameters<typeof openDaemon>[0]> = {}) {
  return openDaemon({ paths, launch: null, client: 'shim', version: '1.0.0', ...more })
}

function withCode(code: ClientErrorCode) {
  return { instanceOf: ClientError, code }
}

async function privateRun(paths: HomePaths): Promise<void> {
  await mkdir(paths.run, { recursive: true, mode: 0o700 })
}

test('asks, and gives the digests that are wanted', async (t) => {
  const paths = await scratchHome(t)
  await privateRun(paths)
  const wanted = [{ algorithm: 'sha256', suffix: '0400' }] as const
  await fakeDaemon(t, paths.daemonSocket, (request) => {
    if (request.type === 'hello') return helloReply()
    if (request.type !== 'artifact') return null
    return request.suffixed.length === 0
      ? { type: 'digests-wanted', wanted }
      : { type: 'verdict', verdict: VERDICT }
  })
  const daemon = await open(paths)
  const digests = () => Promise.resolve([{ ...wanted[0], digest: '00' }])
  t.deepEqual(await daemon.ask(question(), { digests }), VERDICT)
  await t.throwsAsync(daemon.ask(question()), withCode('protocol'))
  await daemon.close()
  await daemon.closed
})

test('a daemon that asks for digests for ever gets no more than a few rounds', async (t) => {
  const paths = await scratchHome(t)
  await privateRun(paths)
  const wanted = [{ algorithm: 'sha256', suffix: '0400' }] as const
  await fakeDaemon(t, paths.daemonSocket, (request) =>
    request.type === 'hello' ? helloReply() : { type: 'digests-wanted', wanted },
  )
  const daemon = await open(paths)
  await t.throwsAsync(daemon.ask(question(), { digests: () => Promise.resolve([]) }), withCode('protocol'))
})

test('nobody there and nothing to start: unreachable', async (t) => {
  await t.throwsAsync(open(await scratchHome(t)), withCode('unreachable'))
})

test('a stale socket counts as nobody there', async (t) => {
  const paths = await scratchHome(t)
  await privateRun(paths)
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(`${paths.daemonSocket}.aside`, resolve))
  await rename(`${paths.daemonSocket}.aside`, paths.daemonSocket)
  await chmod(paths.daemonSocket, 0o600)
  await new Promise((resolve) => server.close(resolve))
  t.true((await lstat(paths.daemonSocket)).isSocket())
  await t.throwsAsync(open(paths), withCode('unreachable'))
})

test('a file, a link or a socket open to others is not talked to', async (t) => {
  const file = await scratchHome(t)
  await privateRun(file)
  await writeFile(file.daemonSocket, '')
  await t.throwsAsync(open(file), withCode('refused'))
  const link = await scratchHome(t)
  await privateRun(link)
  await fakeDaemon(t, `${link.run}/other`, () => helloReply())
  await symlink(`${link.run}/other`, link.daemonSocket)
  await t.throwsAsync(open(link), withCode('refused'))
  const wide = await scratchHome(t)
  await privateRun(wide)
  await fakeDaemon(t, wide.daemonSocket, () => helloReply())
  await chmod(wide.daemonSocket, 0o666)
  await t.throwsAsync(open(wide), withCode('refused'))
})

test('a run folder that others may enter is refused', async (t) => {
  const paths = await scratchHome(t)
  await mkdir(paths.run, { recursive: true })
  await chmod(paths.run, 0o755)
  await t.throwsAsync(open(paths), { instanceOf: FilesError, code: 'open-to-others' })
})

test('something that listens and is no daemon is refused', async (t) => {
  const paths = await scratchHome(t)
  await privateRun(paths)
  const server = createServer((socket) => socket.end('220 mail.example ESMTP\r\n'))
  await new Promise<void>((resolve) => server.listen(paths.daemonSocket, resolve))
  await chmod(paths.daemonSocket, 0o600)
  t.teardown(() => server.close())
  await t.throwsAsync(open(paths), withCode('refused'))
})

test('a daemon of another version is not used', async (t) => {
  const paths = await scratchHome(t)
  await privateRun(paths)
  await fakeDaemon(t, paths.daemonSocket, () => helloReply('0.9.0'))
  await t.throwsAsync(open(paths), withCode('version'))
})

test('a connection that ends before the answer rejects with closed', async (t) => {
  const paths = await scratchHome(t)
  await privateRun(paths)
  await fakeDaemon(t, paths.daemonSocket, (request, socket) => {
    if (request.type === 'hello') return helloReply()
    socket.terminate()
    return null
  })
  const daemon = await open(paths)
  await t.throwsAsync(daemon.ask(question()), withCode('closed'))
  await daemon.closed
  await t.throwsAsync(daemon.status(), withCode('closed'))
})

test('an answer that is not understood ends the connection', async (t) => {
  const paths = await scratchHome(t)
  await privateRun(paths)
  await fakeDaemon(t, paths.daemonSocket, (request, socket) => {
    if (request.type === 'hello') return helloReply()
    socket.send('{"v":1,"id":2,"type":"verdict","verdict":{"decision":"allow"}}')
    return null
  })
  const daemon = await open(paths)
  await t.throwsAsync(daemon.ask(question()), withCode('protocol'))
  await daemon.closed
})

test('a silent daemon: timeout, by the signal of the caller', async (t) => {
  const paths = await scratchHome(t)
  await privateRun(paths)
  await fakeDaemon(t, paths.daemonSocket, (request) => (request.type === 'hello' ? helloReply() : null))
  const daemon = await open(paths)
  await t.throwsAsync(daemon.ask(question(), { signal: AbortSignal.timeout(1) }), withCode('timeout'))
  const mute = await scratchHome(t)
  await privateRun(mute)
  await fakeDaemon(t, mute.daemonSocket, () => null)
  await t.throwsAsync(open(mute, { timeoutMs: 50 }), withCode('timeout'))
})

test('a program that is missing or fails says so', async (t) => {
  const paths = await scratchHome(t)
  const launch = { node: process.execPath, script: '/nowhere/dist/trustd.cjs' }
  await t.throwsAsync(open(paths, { launch }), withCode('unreachable'))
  const script = `${paths.home}/fails.mjs`
  await writeFile(script, 'process.exit(3)')
  await t.throwsAsync(open(paths, { launch: { node: process.execPath, script } }), withCode('unreachable'))
  const last = { level: 'fatal', message: 'a file can’t be read', hint: 'restore it' }
  await writeFile(script, `console.error(${JSON.stringify(JSON.stringify(last))}); process.exit(1)`)
  const error = await t.throwsAsync(open(paths, { launch: { node: process.execPath, script } }))
  t.like(error, { code: 'unreachable', hint: last.hint })
  t.true(error?.message.includes(last.message))
})
