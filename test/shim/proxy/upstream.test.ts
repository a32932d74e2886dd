import { createServer, type RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { createServer as createTcpServer } from 'node:net'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import test, { type ExecutionContext } from 'ava'
import {
  createCertificateAuthority,
  listenOnLoopback,
  makeSdist,
  makeWheel,
  sha256Hex,
  type Site,
  startIndex,
  startUpstreamProxy,
} from '../../world/index/index.ts'
import { guardedWorld, type GuardedRun, type GuardedWorld } from '../guarded-world.ts'

const JSON_TYPE = 'application/vnd.pypi.simple.v1+json'
const wheel = makeWheel({ project: 'good', version: '1.0' })
const sdist = makeSdist({ project: 'plain', version: '2.0' })
const SITE: Site = {
  api: '1.4',
  projects: [{ name: 'good', files: [{ filename: wheel.filename, bytes: wheel.bytes }] }],
}

async function witnessed(
  t: ExecutionContext,
  argv: readonly string[] = ['install', 'x'],
): Promise<{ world: GuardedWorld; run: GuardedRun }> {
  const world = await guardedWorld(t)
  const run = await world.open({ argv })
  await run.hello()
  return { world, run }
}

async function serving(t: ExecutionContext, listener: RequestListener): Promise<string> {
  const { port, close } = await listenOnLoopback(createServer(listener))
  t.teardown(close)
  return `http://127.0.0.1:${port}`
}

async function file(t: ExecutionContext, content: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'upstream-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'file.pem'), content)
  return join(folder, 'file.pem')
}

/** As pip asks for a page. */
const AS_PAGE = { headers: { accept: `${JSON_TYPE}, text/html; q=0.01` } }

test('https: verified against the authority that the person named', async (t) => {
  const authority = createCertificateAuthority('world')
  const index = await startIndex(SITE, { authority, transport: { gzipPages: true } })
  t.teardown(() => index.close())
  const { run } = await witnessed(t, [
    'install',
    '--cert',
    await file(t, authority.certificate),
    '-i',
    index.indexUrl,
    'good',
  ])
  const page = await run.get(`${index.indexUrl}good/`, {
    headers: { accept: JSON_TYPE, 'accept-encoding': 'gzip, br' },
  })
  t.is(page.headers['content-encoding'], 'gzip')
  t.deepEqual((await run.get(`${index.base}/files/${wheel.filename}`)).body, wheel.bytes)
})

test('https: an unknown authority is refused with TC5007, also for a trusted host, and the run says so', async (t) => {
  const index = await startIndex(SITE, { authority: createCertificateAuthority('unknown') })
  t.teardown(() => index.close())
  const { run } = await witnessed(t, ['install', '--trusted-host', 'localhost', '-i', index.indexUrl, 'good'])
  const page = await run.get(`${index.indexUrl}good/`)
  t.is(page.status, 403)
  t.regex(page.reason, /TC5007/)
  const { report, lines } = await run.close()
  t.is(report.events[0]?.code, 'TC5007')
  t.true(lines.some((line) => line.includes('TC5007')))
  t.false(lines.some((line) => line.includes('Node.js')))
})

test('a certificate for another name is refused', async (t) => {
  const authority = createCertificateAuthority('world')
  const { certificate, key } = authority.issue(['other.example'])
  const listening = await listenOnLoopback(
    createHttpsServer({ cert: certificate, key }, (_request, response) => void response.end()),
  )
  t.teardown(listening.close)
  const { run } = await witnessed(t, ['install', '--cert', await file(t, authority.certificate), 'good'])
  t.regex((await run.get(`https://localhost:${listening.port}/simple/good/`)).reason, /TC5007/)
})

test('a server that is not there is a 503, which every pip tries again', async (t) => {
  const { run } = await witnessed(t)
  t.is((await run.get('http://127.0.0.1:1/simple/good/')).status, 503)
})

for (const httpVersion of ['1.0', '1.1'] as const) {
  test(`through an upstream proxy with a login, in HTTP/${httpVersion}`, async (t) => {
    const authority = createCertificateAuthority('world')
    const index = await startIndex(SITE, { authority })
    const plain = await startIndex(SITE)
    const proxy = await startUpstreamProxy({ login: { user: 'u', password: 'p' }, httpVersion })
    t.teardown(() => Promise.all([index.close(), plain.close(), proxy.close()]))
    const { run } = await witnessed(t, [
      'install',
      '--proxy',
      proxy.url,
      '--cert',
      await file(t, authority.certificate),
      'good',
    ])
    t.is((await run.get(`${index.base}/simple/good/`)).status, 200)
    t.is((await run.get(`${plain.base}/simple/good/`)).status, 200)
    t.is(proxy.requests().length, 2)
  })
}

test('redirects are passed on, and the target is judged with what the page said', async (t) => {
  const target = await startIndex(SITE)
  const index = await startIndex({ ...SITE, redirectFilesTo: target.base })
  t.teardown(() => Promise.all([index.close(), target.close()]))
  const { world, run } = await witnessed(t, ['install', '-i', index.indexUrl, 'good'])
  await run.get(`${index.indexUrl}good/`, { headers: { accept: JSON_TYPE } })
  const first = await run.get(`${index.base}/files/${wheel.filename}`)
  t.is(first.status, 302)
  const followed = await run.get(first.headers.location ?? '')
  t.deepEqual(followed.body, wheel.bytes)
  t.deepEqual(world.daemon.asked.at(-1)?.claimed, [
    { by: 'index', sha256: world.daemon.asked[0]?.claimed[0]?.sha256 },
  ])
})

test('a body that ends before its length is never given', async (t) => {
  const base = await serving(t, (_request, response) => {
    response.writeHead(200, { 'content-length': sdist.bytes.length })
    response.write(sdist.bytes.subarray(0, -10), () => response.destroy())
  })
  const { world, run } = await witnessed(t)
  t.is((await run.get(`${base}/${sdist.filename}`)).status, 503)
  t.is(world.daemon.asked.length, 0)
})

test('pages: bombs, control characters and broken JSON are refused with their codes', async (t) => {
  const bodies: Record<string, Buffer> = {
    '/simple/a/': gzipSync(Buffer.alloc(65 * 1024 * 1024, 0x20)),
    '/simple/b/': gzipSync(Buffer.from('{"files": \0}')),
    '/simple/c/': gzipSync(Buffer.from('{"files": [')),
  }
  const base = await serving(t, (request, response) => {
    response
      .writeHead(200, { 'content-type': JSON_TYPE, 'content-encoding': 'gzip' })
      .end(bodies[request.url ?? ''])
  })
  const { run } = await witnessed(t)
  for (const path of Object.keys(bodies)) t.is((await run.get(base + path, AS_PAGE)).status, 403)
  t.deepEqual(
    (await run.close()).report.events.map(({ code }) => code),
    ['TC5010', 'TC1003', 'TC5010'],
  )
})

test('an archive in the clothes of a page is judged all the same', async (t) => {
  const base = await serving(
    t,
    (_request, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end(sdist.bytes),
  )
  const { world, run } = await witnessed(t)
  world.daemon.answer = () => ({ decision: 'block', code: 'TC4004' })
  t.regex((await run.get(`${base}/${sdist.filename}`)).reason, /TC4004/)
  t.regex((await run.get(`${base}/page`, AS_PAGE)).reason, /TC1003/)
})

test('a requirements file in the clothes of a page is remembered as a text; a page in odd clothes is none', async (t) => {
  const types: Record<string, string> = { '/r.txt': 'text/html', '/simple/good/': 'text/htmlx' }
  const base = await serving(t, (request, response) => {
    response.writeHead(200, { 'content-type': types[request.url ?? ''] }).end('/etc/hostname')
  })
  const { run } = await witnessed(t)
  t.is((await run.get(`${base}/r.txt`)).status, 200)
  t.is((await run.get(`${base}/simple/good/`, AS_PAGE)).status, 403)
  t.deepEqual(
    (await run.close()).report.events.map(({ type, code }) => [type, code]),
    [
      ['text-file', null],
      ['page-refused', 'TC5010'],
    ],
  )
})

test('errors, 401 with its challenge, and HEAD pass', async (t) => {
  const base = await serving(t, (request, response) => {
    const status = Number(request.url?.slice(1))
    response
      .writeHead(status, { 'www-authenticate': 'Basic realm="x"', 'content-length': 4 })
      .end(request.method === 'HEAD' ? '' : 'body')
  })
  const { run } = await witnessed(t)
  const challenged = await run.get(`${base}/401`)
  t.is(challenged.status, 401)
  t.is(challenged.headers['www-authenticate'], 'Basic realm="x"')
  t.is((await run.get(`${base}/404`)).body.toString(), 'body')
  t.is((await run.get(`${base}/407`)).status, 502)
  const head = await run.get(`${base}/200`, { method: 'HEAD' })
  t.is(head.headers['content-length'], '4')
  t.is((await run.get(`${base}/200`, { method: 'DELETE' })).status, 405)
  t.is((await run.get(`${base}/206`)).status, 403)
})

test('a status that pip takes for none of an error is refused with its body', async (t) => {
  const base = await serving(t, (request, response) => {
    response.writeHead(Number(request.url?.slice(1)), { 'content-type': 'text/plain' }).end('./evil')
  })
  const { run } = await witnessed(t)
  for (const status of ['600', '999', '203']) {
    const got = await run.get(`${base}/${status}`)
    t.is(got.status, 403, status)
    t.false(got.body.includes('./evil'))
  }
})

test("a server's reason passes, but not in our name, and not with control characters", async (t) => {
  const reasons = ['Quarantined by us', 'allowed by pip-trust: verified', 'TC0000 allowed', 'a\u0001b']
  const { port, close } = await listenOnLoopback(
    createTcpServer((socket) => {
      socket.on('data', (data) => {
        const reason = reasons[Number(/\/(\d) /.exec(data.toString('latin1'))?.[1])]
        socket.end(`HTTP/1.1 404 ${reason}\r\nContent-Length: 0\r\n\r\n`)
      })
    }),
  )
  t.teardown(close)
  const { run } = await witnessed(t)
  const got = await Promise.all(reasons.map(async (_, at) => await run.get(`http://127.0.0.1:${port}/${at}`)))
  t.deepEqual(
    got.map(({ status, reason }) => `${status} ${reason}`),
    ['404 Quarantined by us', '404 Not Found', '404 Not Found', '404 Not Found'],
  )
})

test("pip's own headers for parts and for what is cached do not go upstream", async (t) => {
  const seen: string[][] = []
  const base = await serving(t, (request, response) => {
    seen.push(Object.keys(request.headers))
    response.end('text')
  })
  const { run } = await witnessed(t)
  await run.get(`${base}/r.txt`, {
    headers: { range: 'bytes=0-1', 'if-none-match': '"x"', te: 'trailers', 'x-own': '1' },
  })
  t.true(seen[0]?.includes('x-own'))
  for (const name of ['range', 'if-none-match', 'te', 'proxy-authorization'])
    t.false(seen[0]?.includes(name), name)
})

test('a page that gives two digests for one address lets nothing through but bytes of both', async (t) => {
  const base = await serving(t, (request, response) => {
    if (request.url?.startsWith('/files/')) return void response.end(wheel.bytes)
    const url = `/files/${wheel.filename}`
    const files = [sha256Hex(wheel.bytes), '0'.repeat(64)].map((sha256) => ({
      filename: wheel.filename,
      url,
      hashes: { sha256 },
    }))
    response
      .writeHead(200, { 'content-type': JSON_TYPE })
      .end(JSON.stringify({ meta: { 'api-version': '1.0' }, name: 'good', files }))
  })
  const { run } = await witnessed(t)
  await run.get(`${base}/simple/good/`, AS_PAGE)
  t.regex((await run.get(`${base}/files/${wheel.filename}`)).reason, /TC1002/)
})
