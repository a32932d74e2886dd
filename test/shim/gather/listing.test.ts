import test from 'ava'
import { listingOf, MAX_TOLD_BYTES, type PageListing } from '../../../shim/gather/listing.ts'
import { parseSha256 } from '../../../src/encoding/index.ts'
import { parseIndexPage, parseProjectName } from '../../../src/python/index.ts'

const INDEX = { url: 'https://packages.example/simple/', insecure: false }
const A = 'a'.repeat(64)
const pinnedDigest = parseSha256(A)
const project = parseProjectName('foo')

function listing(page: object): PageListing {
  const bytes = Buffer.from(JSON.stringify({ meta: { 'api-version': '1.2' }, ...page }))
  const parsed = parseIndexPage(bytes, 'application/vnd.pypi.simple.v1+json', `${INDEX.url}foo/`)
  if (project === null || pinnedDigest === null) throw new TypeError('not a name')
  return listingOf(parsed, {
    index: INDEX,
    project,
    pins: new Map([[pinnedDigest, new Set(['pylock'] as const)]]),
  })
}

const file = (filename: string, more: object = {}) => ({
  filename,
  url: encodeURIComponent(filename),
  hashes: {},
  ...more,
})

test('files whose names say no release of the project are left out of the listing', (t) => {
  const names = [
    'foo-1.0-py3-none-any.whl',
    'Foo-1.1.tar.gz',
    'foo-1.0.exe',
    'foo-1.0-py2.7.egg',
    'foo.whl',
    'bar-1.0.tar.gz',
    'foo-1.0.tar.gz.asc',
    'foo-nightly.zip',
  ]
  const { listing: told, untellable } = listing({ files: names.map((name) => file(name)) })
  t.deepEqual(
    told.files.map(({ filename, version, kind }) => [filename, String(version), kind]),
    [
      ['foo-1.0-py3-none-any.whl', '1.0', 'wheel'],
      ['Foo-1.1.tar.gz', '1.1', 'sdist'],
    ],
  )
  t.deepEqual(untellable, [])
})

test('a page offers provenance by its version, or by the key', (t) => {
  const offers = (page: object): boolean => listing(page).listing.offersProvenance
  t.false(offers({ files: [file('foo-1.zip')] }))
  t.true(offers({ meta: { 'api-version': '1.3' }, files: [] }))
  t.true(offers({ meta: { 'api-version': '1.10' }, files: [] }))
  t.true(offers({ files: [file('foo-1.zip', { provenance: null })] }))
  const [attested] = listing({ files: [file('foo-1.zip', { provenance: 'p' })] }).listing.files
  t.true(attested?.attested)
})

test('a status that nobody knows is none', (t) => {
  t.is(listing({ files: [], 'project-status': { status: 'gone' } }).listing.status, null)
  t.deepEqual(listing({ files: [], 'project-status': { status: 'archived' } }).listing.status, {
    status: 'archived',
    why: null,
  })
})

test('of two files of one name the first is told', (t) => {
  const { files } = listing({
    files: [file('foo-1.zip', { yanked: 'first' }), file('foo-1.zip', { yanked: 'second' })],
  }).listing
  t.deepEqual(
    files.map(({ yanked }) => yanked),
    ['first'],
  )
})

test('files whose digests are pinned are named as such', (t) => {
  const files = [
    file('foo-1.zip', { hashes: { sha256: A } }),
    file('foo-2.zip', { hashes: { sha256: 'b'.repeat(64) } }),
  ]
  t.deepEqual(listing({ files }).listing.pinned, ['foo-1.zip'])
  t.is(listing({ files: [] }).listing.pinned, undefined)
})

const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))

test('one file never takes more than its share of a message: long reasons are cut, long names can’t be told', (t) => {
  const [base] = listing({ files: [file('foo-1.zip', { yanked: 'x' })] }).listing.files
  const room = MAX_TOLD_BYTES - sizeOf(base)
  const yanked = (letters: number) =>
    listing({ files: [file('foo-1.zip', { yanked: 'x'.repeat(letters) })] }).listing
  t.is(yanked(room + 1).files[0]?.yanked, 'x'.repeat(room + 1))
  t.is(yanked(room + 2).files[0]?.yanked, true)
  const long = `foo-1-1${'\u0001'.repeat(200)}-py3-none-any.whl`
  const found = listing({ files: [file(long), file('foo-2.zip')] })
  t.deepEqual(found.untellable, [long])
  t.is(found.listing.files.length, 1)
})
