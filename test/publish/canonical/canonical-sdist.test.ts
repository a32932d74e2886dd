import { gunzipSync, gzipSync } from 'node:zlib'
import test from 'ava'
import fc from 'fast-check'
import { unpackSdist } from '../../../src/artifact/index.ts'
import {
  CANONICAL_LIMITS,
  canonicalSdist,
  type CanonicalErrorCode,
} from '../../../src/publish/canonical/index.ts'
import { inspectBytes } from '../../artifact/archive-file.ts'
import { buildTar, paxRecord, type TarEntry } from '../../artifact/tar-builder.ts'
import { EPOCH, published, sampleSdist, SDIST_ENTRIES, secondWriter } from './samples.ts'

const at = { epochSeconds: EPOCH }
const INFO: TarEntry = {
  name: 'foo-1.0/PKG-INFO',
  content: 'Metadata-Version: 2.1\nName: foo\nVersion: 1.0\n',
}
/** A name that takes an extended header. */
const LONG = `foo-1.0/${'ünï'.repeat(40)}`

test('a source distribution in canonical form: order, times, modes, no folders', async (t) => {
  const bytes = await canonicalSdist(sampleSdist(), at)
  t.deepEqual(
    (await unpackSdist(bytes)).map(({ name, mode, mtime, kind }) => [name, mode, mtime, kind]),
    [
      ['foo-1.0/PKG-INFO', 0o644, EPOCH, 'file'],
      ['foo-1.0/empty', 0o644, EPOCH, 'file'],
      ['foo-1.0/foo/__init__.py', 0o644, EPOCH, 'file'],
      ['foo-1.0/setup.py', 0o755, EPOCH, 'file'],
    ],
  )
  t.deepEqual([...bytes.subarray(0, 10)], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])
  const { problems, kind } = await inspectBytes(t, bytes)
  t.deepEqual([problems, kind], [[], 'sdist'])
})

test('CPython’s tarfile and zlib make the same bytes', async (t) => {
  const long = { name: 'x', type: 'x', content: paxRecord('path', LONG) }
  const hundred = `foo-1.0/${'a'.repeat(92)}`
  const samples = [
    sampleSdist(),
    sampleSdist([...SDIST_ENTRIES, long, { name: 'short', content: 'long' }]),
    sampleSdist([INFO, { name: hundred, content: '100 bytes' }]),
    sampleSdist([INFO, { name: `${hundred.slice(8)}.py`, prefix: 'foo-1.0', content: '103 bytes' }]),
    ...published('.tar.gz'),
  ]
  for (const [index, sample] of samples.entries()) {
    const ours = await canonicalSdist(sample, at)
    t.true(ours.equals(secondWriter('sdist', sample, EPOCH)), `sample ${index}`)
  }
})

test('canonical of canonical, in any order and any tar, is the same bytes', async (t) => {
  const expected = await canonicalSdist(sampleSdist(), at)
  t.true((await canonicalSdist(expected, at)).equals(expected))
  const orders = fc.shuffledSubarray([...SDIST_ENTRIES], { minLength: SDIST_ENTRIES.length })
  await fc.assert(
    fc.asyncProperty(
      orders,
      fc.boolean(),
      fc.constantFrom('', './'),
      fc.integer({ min: 0, max: 9 }),
      async (...of) => {
        const [order, isPacked, dot, level] = of
        const tar = buildTar(order.map((entry) => ({ ...entry, name: dot + entry.name })))
        const bytes = isPacked ? gzipSync(tar, { level }) : tar
        t.true((await canonicalSdist(bytes, at)).equals(expected))
      },
    ),
    { numRuns: 30 },
  )
})

test('PKG-INFO twice: once where both are the same, refused where they differ', async (t) => {
  const twice = sampleSdist([...SDIST_ENTRIES, INFO])
  t.true((await canonicalSdist(twice, at)).equals(await canonicalSdist(sampleSdist(), at)))
  const other = { ...INFO, content: 'Metadata-Version: 2.1\nName: foo\nVersion: 1.1\n' }
  const differing = sampleSdist([...SDIST_ENTRIES, other])
  const error = await t.throwsAsync(canonicalSdist(differing, at), { code: 'metadata' })
  t.regex(error.message, /PKG-INFO.*line 3/)
})

const REFUSED: readonly (readonly [string, CanonicalErrorCode, readonly TarEntry[]])[] = [
  ['a symbolic link', 'link', [INFO, { name: 'foo-1.0/a', type: '2' }]],
  ['a hard link', 'link', [INFO, { name: 'foo-1.0/a', type: '1' }]],
  ['a device', 'link', [INFO, { name: 'foo-1.0/a', type: '3' }]],
  ['a pipe', 'link', [INFO, { name: 'foo-1.0/a', type: '6' }]],
  ['a name that leads out', 'archive', [INFO, { name: 'foo-1.0/../../evil' }]],
  ['an absolute name', 'archive', [INFO, { name: '/etc/evil' }]],
  ['a name twice', 'duplicate', [INFO, { name: 'foo-1.0/a' }, { name: 'foo-1.0/a' }]],
  ['a name with and without a dot', 'duplicate', [INFO, { name: 'foo-1.0/a' }, { name: './foo-1.0/a' }]],
  ['a file that is a folder too', 'duplicate', [INFO, { name: 'foo-1.0/a' }, { name: 'foo-1.0/a/b' }]],
  ['a dot in the middle', 'name', [INFO, { name: 'foo-1.0/./a' }]],
  ['a second folder', 'metadata', [INFO, { name: 'bar-1.0/a' }]],
  ['a file beside the folder', 'metadata', [INFO, { name: 'a' }]],
  ['no PKG-INFO', 'metadata', [{ name: 'foo-1.0/a' }]],
  ['nothing', 'metadata', []],
]

for (const [what, code, entries] of REFUSED) {
  test(`refused: ${what}`, async (t) => {
    await t.throwsAsync(canonicalSdist(sampleSdist(entries), at), { code })
  })
}

test('refused: a name that is not UTF-8', async (t) => {
  const tar = gunzipSync(sampleSdist([INFO, { name: 'foo-1.0/Z' }]))
  const name = tar.indexOf('foo-1.0/Z') + 8
  tar.writeUInt8(0xff, name)
  const field = name - 8 + 148
  const sum = Number.parseInt(tar.toString('latin1', field, field + 6), 8) + 0xff - 'Z'.charCodeAt(0)
  tar.write(sum.toString(8).padStart(6, '0'), field)
  await t.throwsAsync(canonicalSdist(tar, at), { code: 'name' })
})

test('refused: bytes behind the end, and an archive cut off', async (t) => {
  const sdist = sampleSdist()
  await t.throwsAsync(canonicalSdist(Buffer.concat([sdist, Buffer.from('tail')]), at), { code: 'archive' })
  await t.throwsAsync(canonicalSdist(sdist.subarray(0, -20), at), { code: 'archive' })
})

test('limits hold at their edge', async (t) => {
  const bytes = sampleSdist()
  const edges = {
    maxFileBytes: bytes.byteLength,
    maxMembers: SDIST_ENTRIES.length,
    maxUnpackedBytes: gunzipSync(bytes).byteLength,
  }
  await t.notThrowsAsync(canonicalSdist(bytes, { ...at, limits: { ...CANONICAL_LIMITS, ...edges } }))
  for (const [key, value] of Object.entries(edges)) {
    const limits = { ...CANONICAL_LIMITS, [key]: value - 1 }
    await t.throwsAsync(canonicalSdist(bytes, { ...at, limits }), { code: 'too-large' }, key)
  }
})
