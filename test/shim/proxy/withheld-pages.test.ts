import { gunzipSync } from 'node:zlib'
import test, { type ExecutionContext } from 'ava'
import { parseVersion } from '../../../src/python/index.ts'
import type { Withheld } from '../../../src/verdict/index.ts'
import { makeWheel, startIndex, type PageApi, type ServedFile } from '../../world/index/index.ts'
import { guardedWorld, type Got, type GuardedRun, type GuardedWorld } from '../guarded-world.ts'

const old = makeWheel({ project: 'good', version: '1.0' })
const young = makeWheel({ project: 'good', version: '1.1' })
const JSON_TYPE = 'application/vnd.pypi.simple.v1+json'
const UPLOADED = '2026-11-03T12:00:00.5Z'

function withheld(...filenames: readonly string[]): Withheld {
  const version = parseVersion('1.1')
  if (version === null) throw new TypeError('no version')
  const times = { publishedAt: 1_000, passesAt: 260_200, minAgeSeconds: 259_200 }
  return { version, filenames, ...times, policy: 'p', rule: 'r' }
}

const file = ({ filename, bytes }: typeof old, more: Partial<ServedFile> = {}): ServedFile => ({
  filename,
  bytes,
  ...more,
})

interface Scene {
  readonly world: GuardedWorld
  readonly run: GuardedRun
  readonly base: string
  readonly page: (accept: string) => Promise<Got>
}

async function scene(t: ExecutionContext, api: PageApi): Promise<Scene> {
  const files = [file(old), file(young, { uploadTime: UPLOADED })]
  const site = { api, projects: [{ name: 'good', versions: ['1.0', '1.1'], files }] }
  const index = await startIndex(site, { transport: { gzipPages: true } })
  t.teardown(() => index.close())
  const world = await guardedWorld(t)
  const run = await world.open({ argv: ['install', '-i', index.indexUrl, 'good'] })
  await run.hello()
  const page = (accept: string): Promise<Got> =>
    run.get(`${index.base}/simple/good/`, { headers: { accept, 'accept-encoding': 'gzip' } })
  return { world, run, base: index.base, page }
}

for (const [name, api, accept] of [
  ['JSON', '1.4', JSON_TYPE],
  ['HTML', 'html', 'text/html'],
] as const) {
  test(`${name}: nothing withheld leaves every byte and header`, async (t) => {
    const { page } = await scene(t, api)
    const got = await page(accept)
    t.is(got.headers['content-encoding'], 'gzip')
    t.is(got.headers['cache-control'], 'max-age=600')
    t.is(got.headers.etag, '"of these bytes"')
    t.true(gunzipSync(got.body).includes(young.filename))
  })

  test(`${name}: what is withheld is left out, with heads that are true of what is left`, async (t) => {
    const { world, page } = await scene(t, api)
    world.daemon.withhold = () => [withheld(young.filename)]
    const got = await page(accept)
    t.is(got.status, 200)
    const text = got.body.toString()
    t.false(text.includes(young.filename))
    t.true(text.includes(old.filename))
    t.is(got.headers['content-length'], String(got.body.length))
    t.is(got.headers['cache-control'], 'no-store')
    for (const header of ['etag', 'last-modified', 'content-encoding', 'expires'] as const)
      t.is(got.headers[header], undefined, header)
  })
}

test('the daemon is told what the page lists', async (t) => {
  const { world, base, page } = await scene(t, '1.4')
  await page(JSON_TYPE)
  t.like(world.daemon.told?.[0], {
    index: { url: `${base}/simple/`, insecure: false },
    project: 'good',
    status: { status: 'active', why: null },
    offersProvenance: true,
  })
  t.like(world.daemon.told?.[0]?.files[1], {
    filename: young.filename,
    version: '1.1',
    kind: 'wheel',
    uploadedAt: Date.parse('2026-11-03T12:00:00Z') / 1000,
    attested: false,
    yanked: false,
  })
})

test('for a pip that asks for HTML alone, the times of the JSON page are told', async (t) => {
  const { world, page } = await scene(t, '1.4')
  await page('text/html')
  t.is(world.daemon.told?.[0]?.files[1]?.uploadedAt, Date.parse('2026-11-03T12:00:00Z') / 1000)
  t.is(world.daemon.told?.length, 1)
})

test('a withheld file is refused by its verdict', async (t) => {
  const { world, run, base, page } = await scene(t, '1.4')
  world.daemon.withhold = () => [withheld(young.filename)]
  await page(JSON_TYPE)
  world.daemon.answer = () => ({ decision: 'block', code: 'TC4015' })
  const got = await run.get(`${base}/files/${young.filename}`)
  t.is(got.status, 403)
  t.regex(got.reason, /TC4015/)
})

test('what pip has no link to is held back and judged by its bytes, whatever was said early', async (t) => {
  const { world, run, base, page } = await scene(t, '1.4')
  world.daemon.withhold = () => [withheld(young.filename)]
  await page(JSON_TYPE)
  await run.get(`${base}/files/${old.filename}`)
  t.is(world.daemon.asked.length, 1)
  await run.get(`${base}/files/${young.filename}`)
  t.is(world.daemon.asked.length, 3)
})

test('a failed pip that found nothing of the project is told of the verdict on what was withheld', async (t) => {
  const { world, run, page } = await scene(t, '1.4')
  world.daemon.withhold = () => [withheld(young.filename)]
  world.daemon.answer = () => ({ decision: 'block', code: 'TC4015' })
  await page(JSON_TYPE)
  const closed = await run.close(1)
  t.is(closed.refused, 1)
  t.deepEqual(
    closed.report.artifacts.map(({ code, filename }) => [code, filename]),
    [['TC4015', young.filename]],
  )
  t.like(closed.report.withheld, [{ project: 'good', used: [] }])
})

test('where something else ended pip, a project that pip found candidates of is not blamed', async (t) => {
  const { world, run, base, page } = await scene(t, '1.4')
  world.daemon.withhold = () => [withheld(young.filename)]
  world.daemon.answer = () => ({ decision: 'block', code: 'TC2113' })
  await page(JSON_TYPE)
  await run.get(`${base}/files/${old.filename}`)
  const closed = await run.close(1)
  t.deepEqual(
    closed.report.artifacts.map(({ code }) => code),
    ['TC2113'],
  )
})

test('a pip that took the older release is told so in one line', async (t) => {
  const { world, run, base, page } = await scene(t, '1.4')
  world.daemon.withhold = () => [withheld(young.filename)]
  await page(JSON_TYPE)
  await page(JSON_TYPE)
  await run.get(`${base}/files/${old.filename}`)
  const closed = await run.close()
  t.is(closed.refused, 0)
  t.is(closed.lines.filter((line) => line.endsWith(' 1.0 used (policy needs 72h)')).length, 1)
})

test('a daemon that cannot be told lets the page pass, once said, and no file of it until it has been told', async (t) => {
  const { world, run, base, page } = await scene(t, '1.4')
  world.daemon.deaf = ['releases']
  t.is((await page(JSON_TYPE)).status, 200)
  t.is((await page(JSON_TYPE)).status, 200)
  const refused = await run.get(`${base}/files/${old.filename}`)
  t.is(refused.status, 403)
  t.regex(refused.reason, /TC5001/)
  t.is(world.daemon.asked.length, 0)
  const { report } = await run.close(1)
  t.deepEqual(
    report.events.map(({ type, code }) => [type, code]),
    [['listing-untold', 'TC5001']],
  )
})

test('a daemon that comes back is told before it judges a file of the page', async (t) => {
  const { world, run, base, page } = await scene(t, '1.4')
  world.daemon.deaf = ['releases']
  await page(JSON_TYPE)
  world.daemon.deaf = []
  t.is((await run.get(`${base}/files/${old.filename}`)).status, 200)
  t.is(world.daemon.told?.length, 1)
  t.is(world.daemon.asked.length, 1)
})

test('an anchor goes with its text, by whatever base it is found', async (t) => {
  const world = await guardedWorld(t)
  const body = `<base href="/files/"><a href="${young.filename}">a</a><a href="${old.filename}"`
  const index = await startIndex({
    api: 'html',
    projects: [],
    rawPages: { good: { contentType: 'text/html', body: `${body}>b</a>` } },
  })
  t.teardown(() => index.close())
  world.daemon.withhold = () => [withheld(young.filename)]
  const run = await world.open({ argv: ['install', '-i', index.indexUrl, 'good'] })
  await run.hello()
  const got = await run.get(`${index.base}/simple/good/`, { headers: { accept: 'text/html' } })
  t.is(got.body.toString(), `<base href="/files/"><a href="${old.filename}">b</a>`)
})
