import { deflateRawSync } from 'node:zlib'
import test from 'ava'
import fc from 'fast-check'
import { unpackWheel } from '../../../src/artifact/index.ts'
import {
  CANONICAL_LIMITS,
  canonicalWheel,
  wheelFiles,
  writeWheel,
  type CanonicalErrorCode,
} from '../../../src/publish/canonical/index.ts'
import { inspectBytes } from '../../artifact/archive-file.ts'
import { buildZip, extraField, type ZipEntry, type ZipOptions } from '../../artifact/zip-builder.ts'
import { EPOCH, INFO, published, sampleWheel, secondWriter, wheelEntries } from './samples.ts'

const at = { epochSeconds: EPOCH }

test('a wheel in canonical form: order, times, modes, RECORD', async (t) => {
  const program: ZipEntry = { name: 'foo-1.0.data/scripts/foo', content: '#!python\n' }
  const bytes = await canonicalWheel(sampleWheel([program]), at)
  const members = await unpackWheel(bytes)
  t.deepEqual(
    members.map(({ name, mode, mtime }) => [name, mode, mtime]),
    [
      ['foo-1.0.data/scripts/foo', 0o644, EPOCH - 1],
      ['foo/__init__.py', 0o644, EPOCH - 1],
      ['foo/empty.py', 0o644, EPOCH - 1],
      [`${INFO}/METADATA`, 0o644, EPOCH - 1],
      [`${INFO}/WHEEL`, 0o644, EPOCH - 1],
      [`${INFO}/RECORD`, 0o644, EPOCH - 1],
    ],
  )
  const record = Buffer.from(members.at(-1)?.content ?? []).toString()
  t.is(record.split('\n').length, 7)
  t.false(record.includes('\r'))
  t.true(record.endsWith(`${INFO}/RECORD,,\n`))
  const { problems, kind } = await inspectBytes(t, bytes)
  t.deepEqual([problems, kind], [[], 'wheel'])
})

test('CPython’s zipfile and zlib make the same bytes', async (t) => {
  const samples = [
    sampleWheel(),
    sampleWheel([
      { name: 'foo/ünï,"ß".txt', content: 'é' },
      { name: 'foo/𝒳.txt', content: 'beyond the first plane' },
      { name: 'foo/\uffe0.txt', content: 'before it by bytes, behind it by code units' },
      { name: 'foo/random', content: deflateRawSync(Buffer.from('x'.repeat(5000))) },
    ]),
    ...published('.whl'),
  ]
  for (const [index, sample] of samples.entries()) {
    const ours = await canonicalWheel(sample, at)
    t.true(ours.equals(secondWriter('wheel', sample, EPOCH)), `sample ${index}`)
  }
})

test('canonical of canonical, in any order and any zip, is the same bytes', async (t) => {
  const entries = wheelEntries([
    { name: 'bar.py', content: 'bar' },
    { name: 'foo/zz/', stored: true },
  ])
  const expected = await canonicalWheel(buildZip(entries), at)
  t.true((await canonicalWheel(expected, at)).equals(expected))
  const orders = fc.shuffledSubarray([...entries], { minLength: entries.length })
  const options = fc.constantFrom<ZipOptions>({}, { zip64: true }, { comment: Buffer.from('by hand') })
  await fc.assert(
    fc.asyncProperty(
      orders,
      options,
      fc.boolean(),
      fc.constantFrom(0, 16),
      async (order, zip, stored, descriptor) => {
        const bytes = buildZip(
          order.map((entry) => ({ ...entry, stored, descriptor })),
          zip,
        )
        t.true((await canonicalWheel(bytes, at)).equals(expected))
      },
    ),
    { numRuns: 30 },
  )
})

const REFUSED: readonly (readonly [string, CanonicalErrorCode, Buffer])[] = [
  ['a name that leads out', 'archive', sampleWheel([{ name: '../evil.py', content: 'x' }])],
  ['an absolute name', 'archive', sampleWheel([{ name: '/etc/evil.py', content: 'x' }])],
  ['a backslash', 'name', sampleWheel([{ name: 'foo\\evil.py', content: 'x' }])],
  ['a name twice', 'archive', buildZip([...wheelEntries(), { name: 'foo/__init__.py', content: 'other' }])],
  ['another name for the same file', 'name', sampleWheel([{ name: 'foo//__init__.py', content: 'x' }])],
  ['a dot as a folder', 'name', sampleWheel([{ name: './foo/x.py', content: 'x' }])],
  ['a file that is a folder too', 'duplicate', sampleWheel([{ name: 'foo', content: 'x' }])],
  ['a control character', 'name', sampleWheel([{ name: 'foo/\n.py', content: 'x' }])],
  [
    'a name that is not UTF-8',
    'archive',
    sampleWheel([{ name: Buffer.from('foo/\xff.py', 'latin1'), content: 'x' }]),
  ],
  [
    'a name without its letters’ name',
    'name',
    sampleWheel([{ name: 'foo/ü.py', content: 'x', local: { flags: 0 }, central: { flags: 0 } }]),
  ],
  ['no RECORD', 'metadata', buildZip(wheelEntries().slice(0, -1))],
  ['two RECORDs', 'metadata', sampleWheel([{ name: 'bar-1.0.dist-info/RECORD', content: '' }])],
  ['a RECORD with another digest', 'record', tampered()],
  ['a RECORD with a file that is not there', 'record', buildZip(wheelEntries().slice(1))],
  ['a RECORD that is no table', 'record', withRecord('"never closed')],
  ['a RECORD with weak digests', 'record', withRecord(`foo/empty.py,md5=1B2M2Y8AsgTpgAmY7PhCfg,0\n`)],
  ['a zip cut off', 'archive', sampleWheel().subarray(0, -30)],
  ['no zip', 'archive', Buffer.from('hello')],
]

function tampered(): Buffer {
  return buildZip(wheelEntries().map((entry, index) => (index === 0 ? { ...entry, content: 'evil' } : entry)))
}

function withRecord(content: string): Buffer {
  return buildZip([...wheelEntries().slice(0, -1), { name: `${INFO}/RECORD`, content }])
}

for (const [what, code, bytes] of REFUSED) {
  test(`refused: ${what}`, async (t) => {
    await t.throwsAsync(canonicalWheel(bytes, at), { code })
  })
}

test('links and devices are refused, and who may run a file is kept', async (t) => {
  const withMode = (mode: number): Buffer =>
    sampleWheel([{ name: 'run.sh', content: 'x', central: { mode } }])
  await t.throwsAsync(canonicalWheel(withMode(0o120777), at), { code: 'link' })
  await t.throwsAsync(canonicalWheel(withMode(0o010644), at), { code: 'link' })
  const runs = await unpackWheel(await canonicalWheel(withMode(0o100501), at))
  t.is(runs.find(({ name }) => name === 'run.sh')?.mode, 0o755)
  const folder = withMode(0o040755)
  await t.throwsAsync(canonicalWheel(folder, at), { code: 'name' })
})

test('times that no zip can hold', async (t) => {
  const wheel = sampleWheel()
  for (const epochSeconds of [-1, 0.5, Number.NaN, 4_354_819_199, Number.POSITIVE_INFINITY])
    await t.throwsAsync(canonicalWheel(wheel, { epochSeconds }), { code: 'epoch' })
  for (const [epochSeconds, mtime] of [
    [0, 315_532_800],
    [315_532_801, 315_532_800],
    [4_354_819_198, 4_354_819_198],
  ] as const) {
    const [first] = await unpackWheel(await canonicalWheel(wheel, { epochSeconds }))
    t.is(first?.mtime, mtime)
  }
})

test('extra fields go, and signatures of RECORD stay without a line in it', async (t) => {
  const wheel = sampleWheel([
    { name: 'x.py', content: 'x', central: { extra: extraField(0x5455, Buffer.alloc(5)) } },
  ])
  const signed = [
    ...(await wheelFiles(wheel)),
    { name: `${INFO}/RECORD.jws`, content: Buffer.from('{}'), isExecutable: false },
  ]
  const members = await unpackWheel(writeWheel(signed, at))
  t.true(members.some(({ name }) => name === `${INFO}/RECORD.jws`))
  t.false(Buffer.from(members.at(-1)?.content ?? []).includes('RECORD.jws'))
  t.true((await canonicalWheel(writeWheel(signed, at), at)).equals(writeWheel(signed, at)))
})

test('limits hold at their edge', async (t) => {
  const bytes = sampleWheel()
  const unpacked = (await unpackWheel(bytes)).reduce((sum, { content }) => sum + content.byteLength, 0)
  const edges = { maxFileBytes: bytes.byteLength, maxMembers: 5, maxUnpackedBytes: unpacked }
  await t.notThrowsAsync(canonicalWheel(bytes, { ...at, limits: { ...CANONICAL_LIMITS, ...edges } }))
  for (const [key, value] of Object.entries(edges)) {
    const limits = { ...CANONICAL_LIMITS, [key]: value - 1 }
    await t.throwsAsync(canonicalWheel(bytes, { ...at, limits }), { code: 'too-large' }, key)
  }
})
