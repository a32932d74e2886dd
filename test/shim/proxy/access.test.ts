import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import test from 'ava'
import { makeWheel, startIndex } from '../../world/index/index.ts'
import { guardedWorld, tunnelTo } from '../guarded-world.ts'

const wheel = makeWheel({ project: 'good', version: '1.0' })
const SITE = {
  api: '1.4',
  projects: [{ name: 'good', files: [{ filename: wheel.filename, bytes: wheel.bytes }] }],
} as const

/** Sends bytes to the proxy's port and gives the status line of what comes back. */
async function raw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write(bytes)
  return (await text(socket).catch(() => '')).split('\r\n')[0] ?? ''
}

const withPassword = (proxy: string, password: string, user = 'run'): string => {
  const url = new URL(proxy)
  url.username = user
  url.password = password
  return url.href
}

test('no token, a wrong one and a wrong user get 407 on both roads', async (t) => {
  const world = await guardedWorld(t)
  const index = await startIndex(SITE)
  t.teardown(() => index.close())
  const run = await world.open()
  await run.hello()
  const proxies = [
    withPassword(run.reply.proxy, ''),
    withPassword(run.reply.proxy, 'x'.repeat(43)),
    withPassword(run.reply.proxy, run.reply.token, 'other'),
  ]
  for (const proxy of proxies) {
    t.is((await run.get(`${index.base}/simple/good/`, { proxy })).status, 407)
    t.is((await run.get('https://packages.example/simple/good/', { proxy })).status, 407)
  }
  const bare = await tunnelTo('packages.example', new URL(run.reply.proxy), null, '')
  t.is('status' in bare ? bare.status : 0, 407)
  t.is(index.requests().length, 0)
})

test('a run without a witness gets nothing', async (t) => {
  const world = await guardedWorld(t)
  const index = await startIndex(SITE)
  t.teardown(() => index.close())
  const run = await world.open()
  for (const url of [`${index.base}/simple/good/`, 'https://packages.example/']) {
    const got = await run.get(url)
    t.is(got.status, 403)
    t.regex(got.reason, /TC5006/)
  }
  t.is(index.requests().length, 0)
})

test("one run's refusals are not another's, and a run's token ends with its connection", async (t) => {
  const world = await guardedWorld(t)
  const index = await startIndex(SITE)
  t.teardown(() => index.close())
  const [first, second] = [await world.open(), await world.open()]
  await first.hello()
  t.not(first.reply.token, second.reply.token)
  t.true(first.reply.token.length >= 43)
  t.is((await second.get(`${index.base}/simple/good/`)).status, 403)
  t.is((await first.get(`${index.base}/simple/good/`)).status, 200)
  await first.hangUp()
  await world.call('GET', '/v1/version')
  t.is((await first.get(`${index.base}/simple/good/`)).status, 407)
  t.is((await world.call('POST', '/v1/runs/close', { v: 1, exitCode: 0 }, first.reply.token)).status, 401)
})

test('what is no proxy request is refused', async (t) => {
  const world = await guardedWorld(t)
  const run = await world.open()
  await run.hello()
  const credentials = `Proxy-Authorization: Basic ${Buffer.from(`run:${run.reply.token}`).toString('base64')}\r\n`
  const { port } = run.reply
  t.regex(await raw(port, `GET / HTTP/1.1\r\nHost: x\r\n${credentials}\r\n`), / 400 /)
  t.regex(await raw(port, `GET / HTTP/1.1\r\nHost: x\r\n\r\n`), / 407 /)
  t.regex(await raw(port, `CONNECT nowhere HTTP/1.1\r\nHost: x\r\n${credentials}\r\n`), / 400 /)
  t.regex(await raw(port, `CONNECT a/b:443 HTTP/1.1\r\nHost: x\r\n${credentials}\r\n`), / 400 /)
  t.is(
    await raw(
      port,
      `GET http://x/ HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: upgrade\r\n${credentials}\r\n`,
    ),
    '',
  )
})

test('a bomb of headers ends the connection', async (t) => {
  const world = await guardedWorld(t)
  const run = await world.open()
  const line = await raw(run.reply.port, `GET http://x/ HTTP/1.1\r\nX: ${'a'.repeat(40_000)}\r\n\r\n`)
  t.false(line.includes(' 200 '))
})

test('another host inside a tunnel is not served', async (t) => {
  const world = await guardedWorld(t)
  const run = await world.open()
  await run.hello()
  const got = await run.get('https://packages.example/simple/', { headers: { host: 'other.example' } })
  t.is(got.status, 421)
})
