import test from 'ava'
import { parseIndexPage, type IndexFile, type IndexPage } from '../../src/python/index.ts'

const TYPE = 'application/vnd.pypi.simple.v1+json'
const BASE = 'https://packages.example/simple/foo/'
const A = 'a'.repeat(64)
const B = 'b'.repeat(64)

function page(value: unknown): IndexPage {
  return parseIndexPage(Buffer.from(JSON.stringify(value)), TYPE, BASE)
}

function file(value: Readonly<Record<string, unknown>>): IndexFile | undefined {
  return page({ files: [{ filename: 'foo-1.0.tar.gz', url: 'foo-1.0.tar.gz', hashes: {}, ...value }] })
    .files[0]
}

test('a page with everything that PEP 691, 700, 714 and 740 have', (t) => {
  const found = page({
    meta: { 'api-version': '1.3' },
    name: 'Foo',
    files: [
      {
        filename: 'foo-1.0-py3-none-any.whl',
        url: 'https://files.example/x/foo-1.0-py3-none-any.whl',
        hashes: { sha256: A, blake2b: '00' },
        size: 12,
        'requires-python': '>=3.8',
        'core-metadata': { sha256: B },
        'gpg-sig': true,
        yanked: 'broken',
        'upload-time': '2024-01-01T00:00:00Z',
        provenance: 'https://packages.example/integrity/foo/provenance',
      },
    ],
  })
  t.is(found.apiVersion, '1.3')
  t.is<string | null, string>(found.project, 'foo')
  t.deepEqual<unknown, unknown>(found.files, [
    {
      filename: 'foo-1.0-py3-none-any.whl',
      url: 'https://files.example/x/foo-1.0-py3-none-any.whl',
      sha256: A,
      otherHashes: { blake2b: '00' },
      size: 12,
      provenance: 'https://packages.example/integrity/foo/provenance',
      provenanceOffered: true,
      coreMetadata: B,
      gpgSig: true,
      yanked: 'broken',
      uploadTime: '2024-01-01T00:00:00Z',
      requiresPython: '>=3.8',
    },
  ])
})

test('what a file leaves out is null', (t) => {
  t.like(file({}), {
    url: `${BASE}foo-1.0.tar.gz`,
    sha256: null,
    size: null,
    provenance: null,
    provenanceOffered: false,
    coreMetadata: null,
    gpgSig: null,
    yanked: false,
    uploadTime: null,
    requiresPython: null,
  })
})

test('provenance: null says that the index can have it and has none', (t) => {
  t.like(file({ provenance: null }), { provenance: null, provenanceOffered: true })
})

test('the name is the one that pip takes: the end of the URL, not what `filename` says', (t) => {
  t.is(file({ filename: 'bar-2.0.tar.gz' })?.filename, 'foo-1.0.tar.gz')
  t.is(file({ url: '../../files/a%2Bb-1.0%2blocal.zip?x=/y-2.zip#egg=z' })?.filename, 'a+b-1.0+local.zip')
  t.is(file({ url: 'x/evil%2Fy-1.0.tar.gz' })?.filename, 'y-1.0.tar.gz')
  t.is(file({ url: 'y-1.0.tar.gz/' })?.filename, 'y-1.0.tar.gz')
})

test('URLs are made absolute, without fragment', (t) => {
  t.is(file({ url: '../../f/y-1.zip#sha256=x' })?.url, 'https://packages.example/f/y-1.zip')
  t.is(file({ url: '//other.example/y-1.zip' })?.url, 'https://other.example/y-1.zip')
})

test('a digest in the fragment stands before the one in `hashes`, as pip has it', (t) => {
  t.like(file({ url: `y-1.zip#egg=y&sha256=${B}`, hashes: { sha256: A } }), { sha256: B })
  t.deepEqual(file({ url: `y-1.zip#md5=00`, hashes: { sha256: A } })?.otherHashes, { md5: '00' })
})

test('a digest that is none is not taken for one', (t) => {
  for (const sha256 of [A.toUpperCase(), A.slice(1), '', 1, null, [A]])
    t.is(file({ hashes: { sha256 } })?.sha256, null)
  t.is(file({ hashes: [A] })?.sha256, null)
})

test('metadata: the new key before the old, a digest before none (PEP 714)', (t) => {
  t.is<unknown, unknown>(
    file({ 'core-metadata': { sha256: A }, 'dist-info-metadata': { sha256: B } })?.coreMetadata,
    A,
  )
  t.is<unknown, unknown>(file({ 'dist-info-metadata': { sha256: B } })?.coreMetadata, B)
  t.is(file({ 'core-metadata': true })?.coreMetadata, true)
  t.is(file({ 'core-metadata': {} })?.coreMetadata, true)
  t.is(file({ 'core-metadata': false, 'dist-info-metadata': true })?.coreMetadata, null)
})

test('sizes that are none are null', (t) => {
  for (const size of [-1, 1.5, 2 ** 60, '5', null]) t.is(file({ size })?.size, null)
})

test('files without a readable URL are left out, as pip leaves them out', (t) => {
  const urls = ['', 'http://[', 'https://h.example/', undefined, 5]
  t.deepEqual(page({ files: urls.map((url) => ({ filename: 'x', url })) }).files, [])
})

const REFUSED: readonly (readonly [string, string])[] = [
  ['not JSON', '{'],
  ['an array', '[]'],
  ['no files', '{}'],
  ['files that are none', '{"files":{}}'],
  ['a file that is none', '{"files":["x"]}'],
  ['a key twice', '{"files":[],"files":[]}'],
  ['another major version', '{"meta":{"api-version":"2.0"},"files":[]}'],
  ['no version at all', '{"meta":{"api-version":"1.x"},"files":[]}'],
  ['too deep', `{"files":[],"x":${'['.repeat(40)}${']'.repeat(40)}}`],
]

for (const [what, text] of REFUSED) {
  test(`refused: ${what}`, (t) => {
    t.like(
      t.throws(() => parseIndexPage(Buffer.from(text), TYPE, BASE)),
      { code: 'page' },
    )
  })
}

test('content types are those that pip reads', (t) => {
  const bytes = Buffer.from('{"files":[]}')
  for (const type of [TYPE, TYPE.toUpperCase(), `${TYPE}; charset=utf-8`, TYPE.replace('v1', 'latest')]) {
    t.deepEqual(parseIndexPage(bytes, type, BASE).files, [])
  }
  for (const type of [
    'application/json',
    '',
    'text/plain',
    `x${TYPE}`,
    'application/vnd.pypi.simple.v2+json',
  ]) {
    t.like(
      t.throws(() => parseIndexPage(bytes, type, BASE)),
      { code: 'page' },
    )
  }
})

function many(count: number): Uint8Array {
  return Buffer.from(`{"files":[${Array(count).fill('{}').join(',')}]}`)
}

function large(size: number): Uint8Array {
  return Buffer.from('{"files":[]}'.padEnd(size))
}

test('the number of files and the size of a page are bounded', (t) => {
  t.deepEqual(parseIndexPage(many(200_000), TYPE, BASE).files, [])
  t.like(
    t.throws(() => parseIndexPage(many(200_001), TYPE, BASE)),
    { code: 'page' },
  )
  t.deepEqual(parseIndexPage(large(64 * 1024 * 1024), TYPE, BASE).files, [])
  t.like(
    t.throws(() => parseIndexPage(large(64 * 1024 * 1024 + 1), TYPE, BASE)),
    { code: 'page' },
  )
})
