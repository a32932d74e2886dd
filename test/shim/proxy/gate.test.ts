import test from 'ava'
import {
  makeSdist,
  makeWheel,
  sha256Hex,
  startIndex,
  junkTail,
  truncated,
  type Site,
} from '../../world/index/index.ts'
import { guardedWorld, type GuardedRun, type GuardedWorld } from '../guarded-world.ts'

const wheel = makeWheel({ project: 'good', version: '1.0' })
const sdist = makeSdist({ project: 'plain', version: '2.0' })

const siteOf = (changes: Partial<Site> = {}, file: object = {}): Site => ({
  api: '1.4',
  projects: [
    {
      name: 'good',
      files: [{ filename: wheel.filename, bytes: wheel.bytes, metadata: wheel.metadata, ...file }],
    },
    { name: 'plain', files: [{ filename: sdist.filename, bytes: sdist.bytes, sha256: 'none', ...file }] },
  ],
  ...changes,
})

async function running(
  t: Parameters<typeof guardedWorld>[0],
  site: Site,
): Promise<{ world: GuardedWorld; run: GuardedRun; base: string; page: (name: string) => Promise<void> }> {
  const world = await guardedWorld(t)
  const index = await startIndex(site)
  t.teardown(() => index.close())
  const run = await world.open({ argv: ['install', '-i', index.indexUrl, 'x'] })
  await run.hello()
  const page = async (name: string): Promise<void> => {
    const got = await run.get(`${index.indexUrl}${name}/`, {
      headers: { accept: 'application/vnd.pypi.simple.v1+json' },
    })
    t.is(got.status, 200)
  }
  return { world, run, base: index.base, page }
}

test('an allowed wheel with a digest on its page streams with its length', async (t) => {
  const { world, run, base, page } = await running(t, siteOf())
  await page('good')
  const got = await run.get(`${base}/files/${wheel.filename}`)
  t.is(got.status, 200)
  t.deepEqual(got.body, wheel.bytes)
  t.is(got.headers['content-length'], String(wheel.bytes.length))
  t.is(world.daemon.asked.length, 1)
  const asked = world.daemon.asked[0]
  t.like(asked?.artifact, {
    channel: 'index',
    project: 'good',
    version: '1.0',
    sha256: sha256Hex(wheel.bytes),
  })
  t.is(asked?.artifact.index?.url, `${base}/simple/`)
  t.like((await run.close()).report.counts, { artifacts: 1, unsigned: 1, refused: 0 })
})

test('a refused wheel is answered with 403 and its code, and stays refused', async (t) => {
  const { world, run, base, page } = await running(t, siteOf())
  world.daemon.answer = () => ({ decision: 'block', code: 'TC2113' })
  await page('good')
  const url = `${base}/files/${wheel.filename}`
  const first = await run.get(url)
  t.is(first.status, 403)
  t.regex(first.reason, /TC2113/)
  world.daemon.answer = () => ({ decision: 'allow' })
  t.is((await run.get(url)).status, 403)
  const closed = await run.close()
  t.is(closed.refused, 1)
  t.true(closed.lines.some((line) => line.includes('TC2113')))
})

test('a file without a digest on its page is judged by its own bytes', async (t) => {
  const { world, run, base, page } = await running(t, siteOf())
  await page('plain')
  const got = await run.get(`${base}/files/${sdist.filename}`)
  t.deepEqual(got.body, sdist.bytes)
  t.like(world.daemon.asked[0]?.artifact, { kind: 'sdist', sha256: sha256Hex(sdist.bytes) })
})

for (const [name, tamper, code] of [
  ['truncated', truncated, 'TC1004'],
  ['junk-tail', junkTail, 'TC1013'],
] as const) {
  test(`a ${name} sdist without a digest is refused before anybody is asked`, async (t) => {
    const { world, run, base, page } = await running(t, siteOf({}, { bytes: tamper(sdist).bytes }))
    await page('plain')
    const got = await run.get(`${base}/files/${sdist.filename}`)
    t.is(got.status, 403)
    t.regex(got.reason, new RegExp(code))
    t.is(world.daemon.asked.length, 0)
  })
}

test('bytes that are not those of the page never arrive whole, though the verdict was yes', async (t) => {
  const other = makeWheel({ project: 'good', version: '1.0', requires: ['evil'] })
  const { run, base, page } = await running(
    t,
    siteOf({}, { bytes: other.bytes, sha256: sha256Hex(wheel.bytes) }),
  )
  await page('good')
  const url = `${base}/files/${wheel.filename}`
  const got = await run.get(url).catch(() => null)
  t.false(got?.complete ?? false)
  t.is((await run.get(url)).status, 403)
  t.is((await run.close()).report.artifacts[0]?.code, 'TC1002')
})

test('without the daemon nothing is given, with words', async (t) => {
  const { world, run, base, page } = await running(t, siteOf())
  world.daemon.unreachable = true
  world.daemon.answer = () => {
    throw new Error('unused')
  }
  await page('good')
  const got = await run.get(`${base}/files/${wheel.filename}`)
  t.is(got.status, 403)
  t.regex(got.reason, /TC5001/)
})

test('an archive at a direct address is spooled and judged as such', async (t) => {
  const { world, run, base } = await running(
    t,
    siteOf({ extras: { '/odd.dat': { contentType: 'text/html', body: sdist.bytes } } }),
  )
  const asPage = { headers: { accept: 'text/html' } }
  t.is((await run.get(`${base}/odd.dat`, asPage)).status, 403)
  const direct = await run.get(`${base}/files/${wheel.filename}?token=secret`)
  t.deepEqual(direct.body, wheel.bytes)
  t.like(world.daemon.asked[0]?.artifact, {
    channel: 'direct-url',
    location: `${base}/files/${wheel.filename}`,
    index: null,
  })
})

test('what is neither text nor an archive is refused; text passes and is remembered', async (t) => {
  const { run, base } = await running(
    t,
    siteOf({
      extras: {
        '/blob': { contentType: 'application/octet-stream', body: Buffer.from([1, 2, 3, 0]) },
        '/r.txt': { contentType: 'text/plain', body: 'good==1.0\n' },
      },
    }),
  )
  const blob = await run.get(`${base}/blob`)
  t.is(blob.status, 403)
  t.regex(blob.reason, /TC1003/)
  t.is((await run.get(`${base}/r.txt`)).body.toString(), 'good==1.0\n')
  t.deepEqual(
    (await run.close()).report.events.map(({ type }) => type),
    ['text-file'],
  )
})

test('a range is answered with the whole', async (t) => {
  const { run, base, page } = await running(t, siteOf())
  await page('good')
  const got = await run.get(`${base}/files/${wheel.filename}`, { headers: { range: 'bytes=0-9' } })
  t.is(got.status, 200)
  t.is(got.body.length, wheel.bytes.length)
})

test('metadata must have the digest of the page, and starts the verdict', async (t) => {
  const { world, run, base, page } = await running(t, siteOf())
  await page('good')
  const got = await run.get(`${base}/files/${wheel.filename}.metadata`)
  t.deepEqual(got.body, wheel.metadata)
  t.is(world.daemon.asked.length, 1)
  await run.get(`${base}/files/${wheel.filename}`)
  t.is(world.daemon.asked.length, 1)
})
