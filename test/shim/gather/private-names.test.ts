import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import test, { type ExecutionContext } from 'ava'
import { listenOnLoopback, makeWheel, startIndex, type IndexServer } from '../../world/index/index.ts'
import { guardedWorld, type Got, type GuardedRun, type GuardedWorld } from '../guarded-world.ts'

const theirs = makeWheel({ project: 'acme-pay', version: '9.9' })
const PAGE = { headers: { accept: 'application/vnd.pypi.simple.v1+json' } }
const PRIVATE_PAGE = JSON.stringify({
  meta: { 'api-version': '1.4' },
  name: 'acme-pay',
  files: [{ filename: 'acme_pay-1.0.tar.gz', url: '/f/acme_pay-1.0.tar.gz', hashes: {} }],
})

interface Scene {
  readonly world: GuardedWorld
  readonly run: GuardedRun
  readonly open: IndexServer
  readonly secret: string
  /** What the private index was asked. */
  readonly asked: IncomingMessage[]
  readonly ask: (project?: string) => Promise<Got>
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void

const json = (response: ServerResponse, body: string): void => {
  response.writeHead(200, { 'content-type': 'application/vnd.pypi.simple.v1+json' }).end(body)
}
const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(code, headers).end()

/** A public index that is asked, and a private one that answers as the test says. */
async function scene(
  t: ExecutionContext,
  answer: Answer,
  argv: (open: string, secret: string) => readonly string[] = (open, secret) => [
    'install',
    '-i',
    open,
    '--extra-index-url',
    secret,
    'x',
  ],
): Promise<Scene> {
  const projects = [{ name: 'acme-pay', files: [{ filename: theirs.filename, bytes: theirs.bytes }] }]
  const open = await startIndex({ api: '1.4', projects })
  const asked: IncomingMessage[] = []
  const { port, close } = await listenOnLoopback(
    createServer((request, response) => {
      asked.push(request)
      answer(response, request)
    }),
  )
  t.teardown(() => Promise.all([open.close(), close()]))
  const secret = `http://127.0.0.1:${port}/simple/`
  const world = await guardedWorld(t)
  world.daemon.privateIndexes = [secret]
  const run = await world.open({ argv: argv(open.indexUrl, secret) })
  await run.hello()
  const ask = (project = 'acme-pay'): Promise<Got> => run.get(`${open.base}/simple/${project}/`, PAGE)
  return { world, run, open, secret, asked, ask }
}

test('has it: the public index is not asked, and the run goes on', async (t) => {
  const { world, run, open, secret, asked, ask } = await scene(t, (response) => json(response, PRIVATE_PAGE))
  const got = await ask()
  t.is(got.status, 404)
  t.regex(got.reason, /TC4011/)
  t.is(open.requests().length, 0)
  await ask()
  t.is(asked.length, 1)
  const { report, refused } = await run.close()
  t.is(refused, 0)
  t.true(
    report.events.every(
      ({ type, code, detail }) => type === 'page-denied' && code === 'TC4011' && detail.includes(secret),
    ),
  )
  t.deepEqual(
    world.daemon.told?.map(({ index }) => index.url),
    [secret],
  )
})

for (const [name, answer] of [
  ['404', status(404)],
  ['a page without files', (response: ServerResponse) => json(response, '{"files":[]}')],
] as const) {
  test(`${name}: the public index is asked`, async (t) => {
    const { run, open, ask } = await scene(t, answer)
    t.is((await ask()).status, 200)
    t.is(open.requests().length, 1)
    const { report } = await run.close()
    t.deepEqual(report.events, [])
  })
}

for (const [name, answer] of [
  ['401', status(401)],
  ['403', status(403)],
  ['410', status(410)],
  ['503', status(503)],
  ['what is no page', (response: ServerResponse) => json(response, '{')],
  ['a connection that breaks off', (response: ServerResponse) => void response.destroy()],
  ['a redirect to a stranger', status(302, { location: 'https://stranger.example/simple/acme-pay/' })],
  [
    'redirects in a circle',
    (response: ServerResponse, { url = '' }: IncomingMessage) =>
      void response.writeHead(302, { location: url }).end(),
  ],
] as const) {
  test(`${name} is no answer: nobody is asked, and the run has failed`, async (t) => {
    const { run, open, secret, ask } = await scene(t, answer)
    const got = await ask()
    t.is(got.status, 404)
    t.regex(got.reason, /TC4018/)
    t.is(open.requests().length, 0)
    const { report, refused, lines } = await run.close()
    t.is(refused, 1)
    t.deepEqual(
      report.artifacts.map(({ code }) => code),
      ['TC4018'],
    )
    t.true(lines.some((line) => line.includes(secret)))
  })
}

test('a private index that itself leads to the public one says that it has none', async (t) => {
  let target = ''
  const { open, ask } = await scene(t, (response) =>
    status(302, { location: target })(response, response.req),
  )
  target = `${open.base}/simple/acme-pay/`
  t.is((await ask()).status, 200)
  t.is(open.requests().length, 1)
})

test('a redirect on the private index’s own host is followed', async (t) => {
  const { open, ask } = await scene(t, (response, { url }) =>
    url === '/+simple/acme-pay/'
      ? json(response, PRIVATE_PAGE)
      : status(301, { location: '/+simple/acme-pay/' })(response, response.req),
  )
  t.regex((await ask()).reason, /TC4011/)
  t.is(open.requests().length, 0)
})

test('the credentials of pip’s settings go to the private index, and to nobody else', async (t) => {
  const { asked, open, ask } = await scene(t, status(404), (open_, secret) => [
    'install',
    '-i',
    open_,
    '--extra-index-url',
    secret.replace('//', '//u:secret@'),
    'x',
  ])
  await ask()
  t.is(asked[0]?.headers.authorization, `Basic ${Buffer.from('u:secret').toString('base64')}`)
  t.true(open.requests().every(({ headers }) => headers['authorization'] === undefined))
})

test('what pip itself sent to the private index is sent there again, though that had no page', async (t) => {
  const { run, asked, secret, ask } = await scene(t, status(404))
  const authorization = 'Basic bmV0cmM6c2VjcmV0'
  await run.get(`${secret}other/`, { headers: { ...PAGE.headers, authorization } })
  await ask()
  t.is(asked.at(-1)?.url, '/simple/acme-pay/')
  t.is(asked.at(-1)?.headers.authorization, authorization)
})

test('the private index itself is asked, and nobody before it', async (t) => {
  const { run, secret, asked } = await scene(t, (response) => json(response, PRIVATE_PAGE))
  t.is((await run.get(`${secret}acme-pay/`, PAGE)).status, 200)
  t.is(asked.length, 1)
})

test('a private index that this run does not use is not asked', async (t) => {
  const { asked, ask } = await scene(
    t,
    (response) => json(response, PRIVATE_PAGE),
    (open) => ['install', '-i', open, 'x'],
  )
  t.is((await ask()).status, 200)
  t.is(asked.length, 0)
})

test('an index that pip asked because some text names it is one of the run’s', async (t) => {
  const { run, secret, ask } = await scene(
    t,
    (response, { url }) =>
      (url === '/simple/other/' ? status(404) : (each: ServerResponse) => json(each, PRIVATE_PAGE))(
        response,
        response.req,
      ),
    (open) => ['install', '-i', open, 'x'],
  )
  await run.get(`${secret}other/`, PAGE)
  t.regex((await ask()).reason, /TC4011/)
})

test('a denial of the daemon is told with its rule, and nobody is asked', async (t) => {
  const { world, run, open, asked, ask } = await scene(t, status(404))
  world.daemon.deny = (project) =>
    project === 'acme-pay' ? { code: 'TC4001', policy: 'p', rule: 'our-names', words: 'ours alone' } : null
  const got = await ask()
  t.is(got.status, 404)
  t.regex(got.reason, /TC4001/)
  t.is(open.requests().length + asked.length, 0)
  const { report } = await run.close()
  t.is(report.events[0]?.code, 'TC4001')
  t.regex(report.events[0]?.detail ?? '', /ours alone \(policy p, rule our-names\)/)
})

test('a name in any spelling, and an address in any, is the project’s', async (t) => {
  const { open, ask } = await scene(t, (response) => json(response, PRIVATE_PAGE))
  for (const spelling of ['Acme_Pay', 'acme.pay', 'acme%2Dpay', 'ACME--PAY'])
    t.regex((await ask(spelling)).reason, /TC4011/, spelling)
  t.is(open.requests().length, 0)
})

test('without the daemon no index is told a name, and the run says so', async (t) => {
  const { world, run, open, ask } = await scene(t, status(404))
  world.daemon.deaf = ['page']
  const got = await ask()
  t.is(got.status, 404)
  t.regex(got.reason, /TC5001/)
  t.is(open.requests().length, 0)
  const { refused, report } = await run.close(1)
  t.is(refused, 1)
  t.is(report.artifacts[0]?.code, 'TC5001')
})

test('a page of links is asked for, and a file of it with a private name is not', async (t) => {
  const links = { contentType: 'text/html', body: `<a href="/files/${theirs.filename}">x</a>` }
  const { world, open, secret } = await scene(t, (response) => json(response, PRIVATE_PAGE))
  open.replace({ api: '1.4', projects: [], extras: { '/links.html': links } })
  const run = await world.open({ argv: ['install', '-i', secret, '-f', `${open.base}/links.html`, 'x'] })
  await run.hello()
  t.is((await run.get(`${open.base}/links.html`, { headers: { accept: 'text/html' } })).status, 200)
  const got = await run.get(`${open.base}/files/${theirs.filename}`)
  t.is(got.status, 403)
  t.regex(got.reason, /TC4011/)
  t.deepEqual(
    open.requests().map(({ path }) => path),
    ['/links.html'],
  )
})

test('an address that only metadata names is refused by its file’s name; one that the person typed is not', async (t) => {
  const { world, run, open, secret } = await scene(t, (response) => json(response, PRIVATE_PAGE))
  const address = `${open.base}/files/${theirs.filename}`
  t.regex((await run.get(address)).reason, /TC4011/)
  t.false(open.requests().some(({ path }) => path.startsWith('/files/')))
  const typed = await world.open({ argv: ['install', '-i', secret, address] })
  await typed.hello()
  t.is((await typed.get(address)).status, 200)
})
