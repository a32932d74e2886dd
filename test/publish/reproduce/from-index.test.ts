import { createHash } from 'node:crypto'
import test from 'ava'
import { parseProjectName, parseVersion } from '../../../src/python/index.ts'
import {
  cameOut,
  fetchReleaseFile,
  findRelease,
  onlyWheel,
  pipIndexes,
  uploadedAt,
  type Fetch,
} from '../../../src/publish/reproduce/from-index/index.ts'

const [FOO, ONE] = [parseProjectName('foo'), parseVersion('1.0')]
const JSON_TYPE = 'application/vnd.pypi.simple.v1+json'

const indexes = (text: string | null): Promise<readonly string[]> => pipIndexes(async () => text)

test('the index is the one that pip is set up with, in pip’s order of settings', async (t) => {
  t.deepEqual(await indexes("global.index-url='https://one.example/simple/'\n"), [
    'https://one.example/simple',
  ])
  const both = "global.index-url='https://one.example'\n:env:.index-url='https://two.example'\n"
  t.deepEqual(await indexes(both), ['https://two.example'])
  t.deepEqual(
    await indexes("download.index-url='https://d.example'\nglobal.index-url='https://g.example'\n"),
    ['https://d.example'],
  )
  const more =
    "global.index-url='https://one.example'\nglobal.extra-index-url='https://a.example https://b.example'"
  t.deepEqual(await indexes(more), ['https://one.example', 'https://a.example', 'https://b.example'])
  const help =
    '  -i, --index-url <url>       Base URL of the Python Package Index (default\n                              https://built-in.example/simple). This should'
  t.deepEqual(await pipIndexes(([verb]) => Promise.resolve(verb === 'download' ? help : '')), [
    'https://built-in.example/simple',
  ])
})

test('an index that isn’t one, no index, and a pip that fails', async (t) => {
  await t.throwsAsync(indexes("global.index-url='file:///etc'"), { code: 'index' })
  await t.throwsAsync(indexes("global.no-index='true'"), { code: 'index' })
  await t.throwsAsync(indexes(null), { code: 'index' })
  await t.throwsAsync(indexes(''), { code: 'index' })
})

interface Asked {
  readonly url: string
  readonly authorization: string | null
}

/** A server of some pages; everything else is not there. */
function server(pages: Readonly<Record<string, string | Buffer>>): {
  readonly fetch: Fetch
  readonly asked: Asked[]
} {
  const asked: Asked[] = []
  const fetch: Fetch = async (url, init) => {
    asked.push({ url, authorization: new Headers(init.headers).get('authorization') })
    const body = pages[url]
    if (body === undefined) return new Response(null, { status: 404 })
    return new Response(new Uint8Array(Buffer.from(body)), { headers: { 'content-type': JSON_TYPE } })
  }
  return { fetch, asked }
}

const digestOf = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex')

const file = (filename: string, bytes: string, time: string) => ({
  filename,
  url: `https://files.example/${filename}`,
  hashes: { sha256: digestOf(bytes) },
  'upload-time': time,
})

const page = (...files: readonly unknown[]): string =>
  JSON.stringify({ meta: { 'api-version': '1.1' }, name: 'foo', files })

const WHEEL = file('foo-1.0-py3-none-any.whl', 'wheel', '2024-01-02T03:04:05.678Z')
const SDIST = file('foo-1.0.tar.gz', 'sdist', '2024-01-02T03:04:07Z')
const OTHERS = [
  file('foo-1.1.tar.gz', 'x', '2025-01-01T00:00:00Z'),
  file('foo_bar-1.0.tar.gz', 'y', '2025-01-01T00:00:00Z'),
]

test('a release is what the first index has of it, with upload times', async (t) => {
  if (FOO === null || ONE === null) return t.fail()
  const { fetch } = server({ 'https://two.example/foo/': page(WHEEL, SDIST, ...OTHERS) })
  const release = await findRelease(FOO, ONE, ['https://one.example', 'https://two.example'], fetch)
  t.is(release?.index, 'https://two.example')
  t.is(release?.sdist?.filename, 'foo-1.0.tar.gz')
  t.is(
    uploadedAt(release === null ? { uploadTime: null } : onlyWheel(release)),
    Date.UTC(2024, 0, 2, 3, 4, 5) / 1000,
  )
  t.is(await cameOut(FOO, ONE, ['https://two.example'], fetch), Date.UTC(2024, 0, 2, 3, 4, 5) / 1000)
  t.is(await findRelease(FOO, ONE, ['https://one.example'], fetch), null)
})

test('of several wheels the one for every platform is meant; else a person chooses', (t) => {
  const listed = (filename: string) => ({ ...BLANK, filename })
  const release = (...names: readonly string[]) => ({ index: '', sdist: null, wheels: names.map(listed) })
  const [any, linux, mac] = [
    'foo-1.0-py3-none-any.whl',
    'foo-1.0-cp312-cp312-linux_x86_64.whl',
    'foo-1.0-cp312-cp312-macosx_11_0_arm64.whl',
  ]
  t.is(onlyWheel(release(linux, any)).filename, any)
  t.is(onlyWheel(release(linux)).filename, linux)
  t.throws(() => onlyWheel(release(linux, mac)), { code: 'choice' })
  t.throws(() => onlyWheel(release()), { code: 'not-found' })
})

const BLANK = {
  url: 'https://files.example/x',
  sha256: null,
  otherHashes: {},
  size: null,
  provenance: null,
  provenanceOffered: false,
  coreMetadata: null,
  gpgSig: null,
  yanked: false,
  uploadTime: null,
  requiresPython: null,
} as const

test('bytes that are not what the index says are refused', async (t) => {
  if (FOO === null || ONE === null) return t.fail()
  const pages = { 'https://one.example/foo/': page(WHEEL), [WHEEL.url]: 'evil' }
  const { fetch } = server(pages)
  const release = await findRelease(FOO, ONE, ['https://one.example'], fetch)
  if (release === null) return t.fail()
  await t.throwsAsync(fetchReleaseFile(onlyWheel(release), release.index, fetch), { code: 'digest' })
})

test('credentials of an index go to its own host alone, and are in no message', async (t) => {
  if (FOO === null || ONE === null) return t.fail()
  const index = 'https://dana:secret@one.example/simple'
  const own = { ...SDIST, url: 'https://one.example/files/foo-1.0.tar.gz' }
  const pages = {
    'https://one.example/simple/foo/': page(WHEEL, own),
    [WHEEL.url]: 'wheel',
    [own.url]: 'sdist',
  }
  const { fetch, asked } = server(pages)
  const release = await findRelease(FOO, ONE, [index], fetch)
  if (release?.sdist === null || release === null) return t.fail()
  await fetchReleaseFile(onlyWheel(release), release.index, fetch)
  await fetchReleaseFile(release.sdist, release.index, fetch)
  const basic = `Basic ${Buffer.from('dana:secret').toString('base64')}`
  t.deepEqual(
    asked.map(({ authorization }) => authorization),
    [basic, null, basic],
  )
  const broken: Fetch = async () => new Response(null, { status: 500 })
  const error = await t.throwsAsync(findRelease(FOO, ONE, [index], broken), { code: 'index' })
  t.false(error.message.includes('secret'))
})

test('an index that fails, or answers something else, is not taken for one without the release', async (t) => {
  if (FOO === null || ONE === null) return t.fail()
  const find = (fetch: Fetch) => findRelease(FOO, ONE, ['https://one.example'], fetch)
  await t.throwsAsync(
    find(async () => Promise.reject(new Error('no route'))),
    { code: 'index' },
  )
  await t.throwsAsync(
    find(async () => new Response('{', { headers: { 'content-type': JSON_TYPE } })),
    { code: 'index' },
  )
  await t.throwsAsync(
    find(async () => new Response('hello', { headers: { 'content-type': 'text/plain' } })),
    {
      code: 'index',
    },
  )
})
