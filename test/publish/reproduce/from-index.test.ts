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
  type PipRoad,
} from '../../../src/publish/reproduce/from-index/index.ts'

const [FOO, ONE] = [parseProjectName('foo'), parseVersion('1.0')]
const JSON_TYPE = 'application/vnd.pypi.simple.v1+json'

const indexes = (...found: readonly string[]): Promise<readonly string[]> =>
  pipIndexes({ indexes: async () => found })

test('the indexes are pip’s own, in its order', async (t) => {
  t.deepEqual(await indexes('https://one.example/simple/', 'http://two.example'), [
    'https://one.example/simple',
    'http://two.example',
  ])
})

test('an index that isn’t one, and none', async (t) => {
  await t.throwsAsync(indexes('file:///etc'), { code: 'index' })
  await t.throwsAsync(indexes(), { code: 'index' })
})

type Road = Pick<PipRoad, 'get'>

/** A pip whose indexes have some pages; everything else is not there. */
function having(pages: Readonly<Record<string, string>>): Road {
  return {
    get: async (url) => {
      const body = pages[url]
      const status = body === undefined ? 404 : 200
      return { status, url, contentType: JSON_TYPE, bytes: Buffer.from(body ?? '') }
    },
  }
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
  const road = having({ 'https://two.example/foo/': page(WHEEL, SDIST, ...OTHERS) })
  const release = await findRelease(FOO, ONE, ['https://one.example', 'https://two.example'], road)
  t.is(release?.sdist?.filename, 'foo-1.0.tar.gz')
  t.is(
    uploadedAt(release === null ? { uploadTime: null } : onlyWheel(release)),
    Date.UTC(2024, 0, 2, 3, 4, 5) / 1000,
  )
  t.is(await cameOut(FOO, ONE, ['https://two.example'], road), Date.UTC(2024, 0, 2, 3, 4, 5) / 1000)
  t.is(await findRelease(FOO, ONE, ['https://one.example'], road), null)
})

test('of several wheels the one for every platform is meant; else a person chooses', (t) => {
  const listed = (filename: string) => ({ ...BLANK, filename })
  const release = (...names: readonly string[]) => ({ sdist: null, wheels: names.map(listed) })
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
  const road = having(pages)
  const release = await findRelease(FOO, ONE, ['https://one.example'], road)
  if (release === null) return t.fail()
  await t.throwsAsync(fetchReleaseFile(onlyWheel(release), road), { code: 'digest' })
})

test('an index that fails, or answers something else, is not taken for one without the release', async (t) => {
  if (FOO === null || ONE === null) return t.fail()
  const answers = (status: number, contentType: string, body: string): Road => ({
    get: async (url) => ({ status, url, contentType, bytes: Buffer.from(body) }),
  })
  for (const road of [
    answers(500, JSON_TYPE, ''),
    answers(200, JSON_TYPE, '{'),
    answers(200, 'text/plain', 'hello'),
  ])
    await t.throwsAsync(findRelease(FOO, ONE, ['https://one.example'], road), { code: 'index' })
  await t.throwsAsync(fetchReleaseFile({ ...BLANK, filename: 'foo-1.0.tar.gz' }, having({})), {
    code: 'index',
  })
})
