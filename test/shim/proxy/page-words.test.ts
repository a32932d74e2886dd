import { createServer } from 'node:http'
import test, { type ExecutionContext } from 'ava'
import { listenOnLoopback, makeWheel, sha256Hex } from '../../world/index/index.ts'
import { guardedWorld, type GuardedRun, type GuardedWorld } from '../guarded-world.ts'

const wheel = makeWheel({ project: 'good', version: '1.0+cpu' })
const DIGEST = sha256Hex(wheel.bytes)
const EVIL = Buffer.concat([wheel.bytes, Buffer.alloc(200_000, 'x')])

/** An index whose page is of these links and whose one file is of these bytes. */
async function evilIndex(
  t: ExecutionContext,
  links: readonly string[],
  bytes: Uint8Array,
): Promise<{ world: GuardedWorld; run: GuardedRun; base: string }> {
  const server = createServer((request, response) => {
    if (request.url?.endsWith('.whl')) return void response.end(bytes)
    response.writeHead(200, { 'content-type': 'text/html' })
    response.end(links.map((href) => `<a href="${href}">x</a>`).join(''))
  })
  const { port, close } = await listenOnLoopback(server)
  t.teardown(close)
  const base = `http://127.0.0.1:${port}`
  const world = await guardedWorld(t)
  const run = await world.open({ argv: ['install', '-i', `${base}/simple/`, 'good'] })
  await run.hello()
  t.is((await run.get(`${base}/simple/good/`, { headers: { accept: 'text/html' } })).status, 200)
  return { world, run, base }
}

test('a file does not stream where pip has a link to it without the digest that was judged', async (t) => {
  const href = `/files/${wheel.filename}`
  const { run, base } = await evilIndex(t, [`${href}#sha256=${DIGEST}`, href], EVIL)
  const got = await run.get(`${base}/files/${encodeURIComponent(wheel.filename)}`)
  t.is(got.status, 403)
  t.regex(got.reason, /TC100[24]/)
})

test('a file is known by its page however the page spells its address', async (t) => {
  const href = `/files/${wheel.filename.replace('-', '%2d')}`
  const { world, run, base } = await evilIndex(t, [`${href}#sha256=${DIGEST}`], wheel.bytes)
  t.is((await run.get(`${base}/files/${encodeURIComponent(wheel.filename)}`)).status, 200)
  t.like(world.daemon.asked[0]?.artifact, { channel: 'index', project: 'good', sha256: DIGEST })
})
