import test from 'ava'
import fc from 'fast-check'
import { ARCHIVE_LIMITS } from '../../src/artifact/index.ts'
import { codesOf, inspectBytes, METADATA } from './archive-file.ts'
import { buildZip, extraField, type ZipEntry, type ZipOptions } from './zip-builder.ts'

const CODE: ZipEntry = { name: 'foo/__init__.py', content: 'print(1)\n'.repeat(100) }
const INFO: ZipEntry = { name: 'foo-1.0.dist-info/METADATA', content: METADATA }
const WHEEL: ZipEntry = { name: 'foo-1.0.dist-info/WHEEL', content: 'Wheel-Version: 1.0\n' }
const FOO = { form: 'zip', kind: 'wheel', name: 'foo', version: '1.0', hasMetadata: true, problems: [] }

const GOOD: readonly (readonly [string, readonly ZipEntry[], ZipOptions])[] = [
  ['plain', [CODE, INFO, WHEEL], {}],
  ['stored', [CODE, { ...INFO, stored: true }, WHEEL], {}],
  ['with folders', [{ name: 'foo/', stored: true }, CODE, INFO, WHEEL], {}],
  ['with a comment', [CODE, INFO, WHEEL], { comment: Buffer.from('made by hand') }],
  ['zip64', [CODE, INFO, WHEEL], { zip64: true }],
  [
    'with a name of old times',
    [{ name: Buffer.from([0xff]), local: { flags: 0 }, central: { flags: 0 } }, INFO],
    {},
  ],
  ...[12, 16, 20, 24].map((descriptor) => {
    return [
      `with descriptors of ${descriptor}`,
      [
        { ...CODE, descriptor },
        { ...INFO, descriptor },
      ],
      {},
    ] as const
  }),
]

for (const [what, entries, options] of GOOD) {
  test(`a wheel ${what}`, async (t) => {
    t.deepEqual<unknown, unknown>(await inspectBytes(t, buildZip(entries, options)), FOO)
  })
}

test('a zip64 field in the local header, as Python writes it for members of unknown size', async (t) => {
  const sizes = Buffer.alloc(16)
  sizes.writeBigUInt64LE(BigInt(METADATA.length), 0)
  sizes.writeBigUInt64LE(BigInt(METADATA.length), 8)
  const local = { bytes: 0xffffffff, packedBytes: 0xffffffff, extra: extraField(1, sizes) }
  t.deepEqual<unknown, unknown>(await inspectBytes(t, buildZip([{ ...INFO, stored: true, local }])), FOO)
})

test('a source archive', async (t) => {
  const found = await inspectBytes(t, buildZip([{ name: 'foo-1.0/PKG-INFO', content: METADATA }]))
  t.like(found, { ...FOO, kind: 'sdist' })
})

test('a zip without metadata, and one with metadata that says nothing', async (t) => {
  t.like(await inspectBytes(t, buildZip([CODE])), { kind: 'unknown', hasMetadata: false, problems: [] })
  t.like(await inspectBytes(t, buildZip([])), { kind: 'unknown', hasMetadata: false, problems: [] })
  const found = await inspectBytes(t, buildZip([{ ...INFO, content: 'Name: foo\n' }]))
  t.like(found, { kind: 'wheel', hasMetadata: true, name: null, version: null })
})

const unicodePath = (name: string): Buffer =>
  extraField(0x7075, Buffer.concat([Buffer.from([1, 0, 0, 0, 0]), Buffer.from(name)]))

const SECOND_END = buildZip([])

type Case = readonly [string, readonly ZipEntry[], ZipOptions]

const TAILS: readonly Case[] = [
  ['bytes behind it', [CODE, INFO], { trailing: Buffer.from('x') }],
  ['zeros behind it', [CODE, INFO], { trailing: Buffer.alloc(512) }],
  [
    'a second end in its comment, with a tail',
    [CODE, INFO],
    { comment: Buffer.concat([SECOND_END, Buffer.from('x')]) },
  ],
]

const BAD: readonly Case[] = [
  ['bytes before it', [CODE, INFO], { leading: Buffer.from('#!/bin/sh\n') }],
  ['a second end behind it', [CODE, INFO], { trailing: SECOND_END }],
  ['a second end in its comment', [CODE, INFO], { comment: SECOND_END }],
  ['a cut off end in its comment', [CODE, INFO], { comment: Buffer.from('PK\x05\x06') }],
  ['a gap between members', [{ ...CODE, gap: Buffer.from('x') }, INFO], {}],
  ['a gap of a descriptor without one', [{ ...CODE, gap: Buffer.alloc(16) }, INFO], {}],
  ['a gap before the directory', [CODE, { ...INFO, gap: Buffer.from('x') }], {}],
  ['a hidden member between', [{ ...CODE, gap: buildZip([CODE]) }, INFO], {}],
  ['another name in the local header', [{ ...CODE, local: { name: 'foo/__main__.py' } }, INFO], {}],
  ['another method in the local header', [{ ...CODE, local: { method: 0 } }, INFO], {}],
  ['another checksum in the local header', [{ ...CODE, local: { crc: 1 } }, INFO], {}],
  ['another size in the local header', [{ ...CODE, local: { bytes: 1 } }, INFO], {}],
  [
    'zeros in the local header without a descriptor',
    [{ ...CODE, local: { crc: 0, bytes: 0, packedBytes: 0 } }, INFO],
    {},
  ],
  ['a descriptor that only one header tells of', [{ ...CODE, local: { flags: 8 } }, INFO], {}],
  ['a descriptor that says something else', [{ ...CODE, descriptor: 16, central: { crc: 1 } }, INFO], {}],
  ['a descriptor that is missing', [{ ...CODE, local: { flags: 8 }, central: { flags: 8 } }, INFO], {}],
  ['a name twice', [CODE, INFO, { ...CODE, content: 'evil' }], {}],
  ['metadata twice', [INFO, { ...INFO, name: 'bar-1.0.dist-info/METADATA' }], {}],
  ['two members at one place', [CODE, INFO, { ...WHEEL, central: { offset: 0 } }], {}],
  ['members that overlap', [CODE, { ...INFO, central: { offset: 10 } }], {}],
  ['a member past the end', [CODE, { ...INFO, central: { offset: 0x7fffffff } }], {}],
  [
    'a size past the end',
    [{ ...CODE, local: { packedBytes: 1e9 }, central: { packedBytes: 1e9 } }, INFO],
    {},
  ],
  ['an absolute name', [{ ...CODE, name: '/etc/passwd' }, INFO], {}],
  ['a name that climbs', [{ ...CODE, name: 'foo/../../x' }, INFO], {}],
  ['a name that climbs on Windows', [{ ...CODE, name: String.raw`foo\..\..\x` }, INFO], {}],
  ['a name with a drive', [{ ...CODE, name: 'C:/x' }, INFO], {}],
  ['a name with NUL', [{ ...CODE, name: 'foo/a.py\0.txt' }, INFO], {}],
  ['a name without text', [{ ...CODE, name: '' }, INFO], {}],
  ['a name too long', [{ ...CODE, name: 'a'.repeat(4097) }, INFO], {}],
  ['a name that is not UTF-8 as it says', [{ ...CODE, name: Buffer.from([0xff]) }, INFO], {}],
  ['an encrypted member', [{ ...CODE, local: { flags: 1 }, central: { flags: 1 } }, INFO], {}],
  ['another name in an extra field', [{ ...CODE, central: { extra: unicodePath('foo/x.py') } }, INFO], {}],
  ['another name in a local extra field', [{ ...CODE, local: { extra: unicodePath('foo/x.py') } }, INFO], {}],
  ['fewer members than it says', [CODE, INFO], { end: { members: 3 } }],
  ['more members than it says', [CODE, INFO], { end: { members: 1 } }],
  ['a directory elsewhere', [CODE, INFO], { end: { offset: 0 } }],
  ['a directory of another size', [CODE, INFO], { end: { size: 10 } }],
  ['several parts', [CODE, INFO], { end: { disk: 1 } }],
  ['a zip64 field that is missing', [{ ...CODE, central: { bytes: 0xffffffff } }, INFO], {}],
  ['metadata of another size', [{ ...INFO, local: { bytes: 5 }, central: { bytes: 5 } }], {}],
  ['metadata of another checksum', [{ ...INFO, local: { crc: 5 }, central: { crc: 5 } }], {}],
  [
    'metadata that cannot be unpacked',
    [{ ...INFO, stored: true, local: { method: 8 }, central: { method: 8 } }],
    {},
  ],
  ['metadata in another packing', [{ ...INFO, local: { method: 14 }, central: { method: 14 } }], {}],
]

for (const [cases, code] of [
  [TAILS, 'TC1013'],
  [BAD, 'TC1004'],
] as const) {
  for (const [what, entries, options] of cases) {
    test(`refused: ${what}`, async (t) => {
      t.deepEqual(await codesOf(t, buildZip(entries, options)), [code])
    })
  }
}

test('an honest zip cut off anywhere is refused', async (t) => {
  const zip = buildZip([CODE, INFO, WHEEL])
  const cuts = fc.integer({ min: 4, max: zip.byteLength - 1 })
  await fc.assert(
    fc.asyncProperty(cuts, async (length) => {
      t.deepEqual(await codesOf(t, zip.subarray(0, length)), ['TC1004'])
    }),
    { numRuns: 60 },
  )
})

test('whatever bytes are changed: an answer comes', async (t) => {
  const zip = buildZip([CODE, { ...INFO, descriptor: 16 }, WHEEL], { zip64: true })
  const change = fc.record({ at: fc.nat(zip.byteLength - 1), byte: fc.nat(255) })
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      const bytes = Buffer.from(zip)
      for (const { at, byte } of changes) bytes[at] = byte
      const codes = await codesOf(t, bytes)
      return codes.every((code) => ['TC1003', 'TC1004', 'TC1008', 'TC1013'].includes(code))
    }),
    { numRuns: 200 },
  )
  t.pass()
})

test('limits hold at their edge', async (t) => {
  const zip = buildZip([CODE, INFO])
  const codes = (name: string, limit: number): Promise<readonly string[]> =>
    codesOf(t, zip, { ...ARCHIVE_LIMITS, [name]: limit })
  const directory = zip.byteLength - 22 - zip.readUInt32LE(zip.byteLength - 6)
  t.deepEqual(await codes('maxMembers', 2), [])
  t.deepEqual(await codes('maxMembers', 1), ['TC1008'])
  t.deepEqual(await codes('maxFileBytes', zip.byteLength), [])
  t.deepEqual(await codes('maxFileBytes', zip.byteLength - 1), ['TC1008'])
  t.deepEqual(await codes('maxDirectoryBytes', directory), [])
  t.deepEqual(await codes('maxDirectoryBytes', directory - 1), ['TC1008'])
  t.deepEqual(await codes('maxMetadataBytes', METADATA.length), [])
  t.deepEqual(await codes('maxMetadataBytes', METADATA.length - 1), ['TC1008'])
  t.deepEqual(await codes('maxDeclaredBytes', METADATA.length + 900), [])
  t.deepEqual(await codes('maxDeclaredBytes', METADATA.length + 899), ['TC1008'])
})

test('metadata that unpacks to more than it says costs no more than it says', async (t) => {
  const bomb = { ...INFO, content: Buffer.alloc(100_000_000), local: { bytes: 100 }, central: { bytes: 100 } }
  t.deepEqual(await codesOf(t, buildZip([bomb])), ['TC1004'])
})
