/** Another user, or a program of one's own, at the interceptor's port: whatever is tried gets nothing, and is told of. */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import test from 'ava'
import { MAX_WAITING } from '../../shim/proxy/anteroom.ts'
import { readStrangers, strangerNotices } from '../../src/client/index.ts'
import { makeWheel, startIndex } from '../world/index/index.ts'
import { guardedWorld, tunnelTo, type GuardedWorld } from '../shim/guarded-world.ts'

const wheel = makeWheel({ project: 'good', version: '1.0' })
const SITE = {
  api: '1.4',
  projects: [{ name: 'good', files: [{ filename: wheel.filename, bytes: wheel.bytes }] }],
} as const

const basic = (token: string): string =>
  `Proxy-Authorization: Basic ${Buffer.from(`run:${token}`).toString('base64')}\r\n`

/** All that comes back for some bytes; a connection that is cut gives what came until then. */
async function raw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write(bytes)
  return await text(socket).catch(() => '')
}

/** What was written down once the interceptor has ended. */
async function counted(world: GuardedWorld): Promise<Awaited<ReturnType<typeof readStrangers>>> {
  world.interceptor.stop()
  await world.interceptor.over
  return await readStrangers(world.paths.strangersFile)
}

test('guesses at the port and at the socket are counted, with the user, for `trustctl status`', async (t) => {
  const world = await guardedWorld(t)
  const run = await world.open()
  await run.hello()
  const { port } = run.reply
  for (const guess of ['', 'x'.repeat(43), run.reply.token.slice(0, -1), `${run.reply.token}x`])
    t.regex(await raw(port, `GET http://x/ HTTP/1.1\r\nHost: x\r\n${basic(guess)}\r\n`), /^HTTP\/1\.1 407 /)
  t.regex(await raw(port, 'CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n'), /^HTTP\/1\.1 407 /)
  t.is((await world.call('POST', '/v1/runs/close', { v: 1, exitCode: 0 }, 'guess')).status, 401)
  await run.hangUp()
  const found = await counted(world)
  t.like(found, { count: 6, users: [process.getuid?.() ?? 0] })
  const [notice = ''] = strangerNotices(found, 0xfffe, Math.floor(Date.now() / 1000))
  t.regex(notice, /^TC5013: .* 6 times .* by user \d+,/)
})

test('what was counted is forgotten after a week, and is no notice where nobody came', (t) => {
  const found = { firstAt: 0, lastAt: 10, count: 1, users: [7], what: 'x' }
  t.is(strangerNotices(found, 1, 10 + 7 * 86_400).length, 1)
  t.is(strangerNotices(found, 1, 11 + 7 * 86_400).length, 0)
  t.is(strangerNotices(null, 1, 0).length, 0)
})

test('a run is served while somebody holds more connections than the port has room for', async (t) => {
  const world = await guardedWorld(t)
  const index = await startIndex(SITE)
  t.teardown(() => index.close())
  const run = await world.open()
  await run.hello()
  const held: Socket[] = []
  t.teardown(() => held.forEach((socket) => socket.destroy()))
  const hold = async (count: number): Promise<void> => {
    const sockets = Array.from({ length: count }, () => connect(run.reply.port, '127.0.0.1'))
    for (const socket of sockets) socket.on('error', () => undefined).write('GET http://x/ HTTP/1.1\r\nX')
    held.push(...sockets)
    await Promise.all(sockets.map((socket) => once(socket, 'connect').catch(() => null)))
  }
  for (let round = 0; round < 5; round += 1) await hold(MAX_WAITING / 2)
  t.is((await run.get(`${index.base}/simple/good/`)).status, 200)
  await run.hangUp()
  const found = await counted(world)
  t.true((found?.count ?? 0) >= MAX_WAITING, String(found?.count))
})

test('connections that have shown a token are not turned out by those that wait', async (t) => {
  const world = await guardedWorld(t)
  const run = await world.open()
  await run.hello()
  const proxy = new URL(run.reply.proxy)
  const own = connect(Number(proxy.port), '127.0.0.1')
  let ended = false
  own.on('error', () => undefined).on('close', () => (ended = true))
  own.write(`CONNECT packages.example:443 HTTP/1.1\r\nHost: x\r\n${basic(run.reply.token)}\r\n`)
  await once(own, 'data')
  const held = Array.from({ length: MAX_WAITING + 8 }, () => connect(run.reply.port, '127.0.0.1'))
  t.teardown(() => [own, ...held].forEach((socket) => socket.destroy()))
  const gone = Promise.withResolvers<void>()
  for (const socket of held) socket.on('error', () => undefined).on('close', () => gone.resolve())
  await gone.promise
  t.false(ended)
  const [longest] = held
  t.true(longest?.destroyed)
})

test('a tunnel ends with its run: what is left open is of no use', async (t) => {
  const world = await guardedWorld(t)
  const index = await startIndex(SITE)
  t.teardown(() => index.close())
  const [run, other] = [await world.open(), await world.open()]
  await run.hello()
  const tunnel = await tunnelTo(
    'packages.example',
    new URL(run.reply.proxy),
    `Basic ${Buffer.from(`run:${run.reply.token}`).toString('base64')}`,
    await readFile(run.reply.caBundle, 'utf8'),
  )
  if ('status' in tunnel) return void t.fail(`no tunnel: ${tunnel.status}`)
  const closed = once(tunnel, 'close')
  tunnel.on('error', () => undefined)
  await run.hangUp()
  await closed
  // The token of the other run says nothing of this one, and its own witness has not said hello.
  t.regex(
    await raw(run.reply.port, `GET ${index.base}/ HTTP/1.1\r\nHost: x\r\n${basic(other.reply.token)}\r\n`),
    /^HTTP\/1\.1 403 /,
  )
  t.is(index.requests().length, 0)
})

test('what follows a request in the same bytes is a request of its own, and wants a token of its own', async (t) => {
  const world = await guardedWorld(t)
  const index = await startIndex(SITE)
  t.teardown(() => index.close())
  const run = await world.open()
  await run.hello()
  const inner = `GET ${index.base}/simple/smuggled/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`
  const head = `POST ${index.base}/simple/outer/ HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n`
  const got = await raw(run.reply.port, `${head}${basic(run.reply.token)}\r\n0\r\n\r\n${inner}`)
  t.regex(got, /HTTP\/1\.1 407 /)
  t.deepEqual(
    index.requests().map(({ path }) => path),
    ['/simple/outer/'],
  )
})

const SMUGGLED = {
  'two lengths': 'Content-Length: 5\r\nContent-Length: 6\r\n',
  'a length and chunks': 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n',
  'chunks by another name': 'Transfer-Encoding: xchunked\r\n',
  'chunks that are folded': 'Transfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n',
  'a space before the colon': 'Content-Length : 5\r\n',
  'a bare line feed': 'X: y\nContent-Length: 5\r\n',
} as const

test('a request whose end is in doubt reaches nobody, nor does what follows it', async (t) => {
  const world = await guardedWorld(t)
  const index = await startIndex(SITE)
  t.teardown(() => index.close())
  const run = await world.open()
  await run.hello()
  const inner = `GET ${index.base}/simple/smuggled/ HTTP/1.1\r\nHost: x\r\n\r\n`
  for (const [name, head] of Object.entries(SMUGGLED)) {
    const outer = `POST ${index.base}/simple/outer/ HTTP/1.1\r\nHost: x\r\n${basic(run.reply.token)}${head}\r\n0\r\n\r\n`
    t.false((await raw(run.reply.port, outer + inner)).includes(' 200 '), name)
    t.is(index.requests().length, 0, name)
  }
})

const TARGETS = {
  'its own port': (port: number) => `http://127.0.0.1:${port}/v1/version`,
  'a file': () => 'file:///etc/passwd',
  'another scheme, with credentials': () => 'ftp://run:x@packages.example/',
  'no scheme': () => '//packages.example/',
} as const

test('an absolute form that names no web server, or the port itself, gets nothing', async (t) => {
  const world = await guardedWorld(t)
  const run = await world.open()
  await run.hello()
  const { port, token } = run.reply
  for (const [name, target] of Object.entries(TARGETS)) {
    const head = `GET ${target(port)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n`
    const got = await raw(port, `${head}${basic(token)}\r\n`)
    t.regex(got, /^HTTP\/1\.1 (?:4\d\d|502) /, name)
    t.false(got.includes('"version"') || got.includes(token), name)
  }
})
