import { gzipSync } from 'node:zlib'
import test from 'ava'
import fc from 'fast-check'
import { ARCHIVE_LIMITS } from '../../src/artifact/index.ts'
import { codesOf, inspectBytes, METADATA } from './archive-file.ts'
import { buildTar, paxRecord, tarMembers, TAR_END, type TarEntry } from './tar-builder.ts'
import { buildZip } from './zip-builder.ts'

const INFO: TarEntry = { name: 'foo-1.0/PKG-INFO', content: METADATA }
const CODE: TarEntry = { name: 'foo-1.0/setup.py', content: 'print(1)\n'.repeat(100) }
const FOO = { form: 'gzip', kind: 'sdist', name: 'foo', version: '1.0', hasMetadata: true, problems: [] }

const GOOD: readonly (readonly [string, readonly TarEntry[]])[] = [
  ['plain', [{ name: 'foo-1.0/', type: '5' }, INFO, CODE]],
  ['with egg-info of its own', [INFO, { ...INFO, name: 'foo-1.0/foo.egg-info/PKG-INFO' }]],
  [
    'with a dot before',
    [
      { name: './', type: '5' },
      { ...INFO, name: './foo-1.0/PKG-INFO' },
    ],
  ],
  [
    'without a folder',
    [
      { ...INFO, name: 'PKG-INFO' },
      { ...CODE, name: 'setup.py' },
    ],
  ],
  [
    'with links',
    [INFO, { name: 'foo-1.0/a', type: '2', size: 99 }, { name: 'foo-1.0/b', type: '1', size: 99 }, CODE],
  ],
  ['with a long prefix', [{ ...INFO, name: 'PKG-INFO', prefix: 'foo-1.0' }, CODE]],
  [
    'with a GNU long name',
    [
      { name: '././@LongLink', type: 'L', content: 'foo-1.0/PKG-INFO\0' },
      { ...INFO, name: 'x' },
    ],
  ],
  [
    'with a GNU long link',
    [{ name: '././@LongLink', type: 'K', content: 'x\0' }, { name: 'foo-1.0/a', type: '2' }, INFO],
  ],
  [
    'with a pax name',
    [
      { name: 'p', type: 'x', content: paxRecord('path', 'foo-1.0/PKG-INFO') },
      { ...INFO, name: 'x' },
    ],
  ],
  [
    'with a pax size',
    [
      { name: 'p', type: 'x', content: paxRecord('size', `${METADATA.length}`) },
      { ...INFO, size: 0 },
    ],
  ],
  [
    'with a pax comment for all',
    [{ name: 'p', type: 'g', content: paxRecord('comment', 'a'.repeat(40)) }, INFO],
  ],
  ['with one file twice', [INFO, CODE, CODE]],
]

for (const [what, entries] of GOOD) {
  test(`a source archive ${what}`, async (t) => {
    t.deepEqual<unknown, unknown>(await inspectBytes(t, gzipSync(buildTar(entries))), FOO)
  })
}

test('a tar that is not packed, and one with a binary size', async (t) => {
  t.like(await inspectBytes(t, buildTar([INFO, CODE])), { ...FOO, form: 'tar' })
  const sizeField = Buffer.alloc(12)
  sizeField[0] = 0x80
  sizeField.writeUInt32BE(METADATA.length, 8)
  t.like(await inspectBytes(t, gzipSync(buildTar([{ ...INFO, sizeField }]))), FOO)
})

test('a mode in binary, as GNU writes what is large', async (t) => {
  const before = buildTar([INFO, { ...CODE, modeField: '\u0080\0\0\0\0\0\u0001\u00a4' }])
  t.like(await inspectBytes(t, gzipSync(before)), FOO)
})

test('padding behind the end, as tar writes it', async (t) => {
  const padded = Buffer.concat([buildTar([INFO]), Buffer.alloc(1_000_000)])
  t.like(await inspectBytes(t, gzipSync(padded)), FOO)
})

test('what is packed otherwise is not looked into', async (t) => {
  t.like(await inspectBytes(t, Buffer.from('BZh91AY&SY')), { form: 'bzip2', kind: 'unknown', problems: [] })
  t.like(await inspectBytes(t, Buffer.from('\u00fd7zXZ\0', 'latin1')), {
    form: 'xz',
    kind: 'unknown',
    problems: [],
  })
})

test('what is no archive', async (t) => {
  for (const bytes of ['', 'x', 'requests==2.0\n', '<html>', '\0'.repeat(1000), '%PDF-1.4']) {
    t.deepEqual(await codesOf(t, Buffer.from(bytes)), ['TC1003'])
  }
})

const LONG: TarEntry = { name: 'l', type: 'L', content: 'foo-1.0/a\0' }
const PAX_NAME: TarEntry = { name: 'p', type: 'x', content: paxRecord('path', 'foo-1.0/b') }
const PAX_SIZE: TarEntry = { name: 'p', type: 'x', content: paxRecord('size', `${METADATA.length}`) }

const honest = tarMembers([INFO, CODE])

const ZIP64 = buildZip([{ name: 'setup.py', content: 'evil' }], { zip64: true })

/** RFC 1952 §2.3.1: a field that readers of the stream pass over. */
function withExtraField(stream: Buffer, field: Buffer): Buffer {
  const header = Buffer.from([...stream.subarray(0, 3), 4, ...stream.subarray(4, 10)])
  const length = Buffer.alloc(2)
  length.writeUInt16LE(field.byteLength)
  return Buffer.concat([header, length, field, stream.subarray(10)])
}

/** Its end record begins 22 + 65,536 bytes before the end of a tar that it is the last member of. */
function farZip(): Buffer {
  const zip = buildZip([{ name: 'setup.py', content: 'evil' }])
  const behind = 22 + 0x10000 - TAR_END.byteLength
  const before = (512 - ((zip.byteLength - 22 + behind) % 512)) % 512
  return Buffer.concat([Buffer.alloc(before), zip, Buffer.alloc(behind - 22)])
}

const TAILS: readonly (readonly [string, Buffer])[] = [
  ['a junk tail behind the packed stream', Buffer.concat([gzipSync(buildTar([INFO])), Buffer.from('junk')])],
  ['zeros behind the packed stream', Buffer.concat([gzipSync(buildTar([INFO])), Buffer.alloc(512)])],
  ['a junk tail inside', gzipSync(Buffer.concat([buildTar([INFO]), Buffer.from('junk')]))],
  ['members behind the end', gzipSync(Buffer.concat([buildTar([INFO]), buildTar([CODE])]))],
  [
    'members behind the end, in a stream of their own',
    Buffer.concat([gzipSync(buildTar([INFO])), gzipSync(buildTar([CODE]))]),
  ],
  [
    'members behind one block of zeros',
    gzipSync(Buffer.concat([tarMembers([INFO]), Buffer.alloc(512), tarMembers([CODE]), TAR_END])),
  ],
]

const BAD: readonly (readonly [string, Buffer])[] = [
  [
    'something else where a header should be',
    gzipSync(Buffer.concat([tarMembers([INFO]), Buffer.from('x'.repeat(512)), TAR_END])),
  ],
  ['no end', gzipSync(honest)],
  ['an end within a member', gzipSync(honest.subarray(0, -512))],
  ['an end within a header', gzipSync(Buffer.concat([honest, Buffer.from('foo')]))],
  ['a wrong checksum', gzipSync(buildTar([INFO, { ...CODE, badChecksum: true }]))],
  ['a broken stream', Buffer.concat([gzipSync(buildTar([INFO])).subarray(0, 60), Buffer.alloc(60, 0xff)])],
  ['a wrong checksum of the stream', changedTail(gzipSync(buildTar([INFO])), 8)],
  ['a wrong length of the stream', changedTail(gzipSync(buildTar([INFO])), 4)],
  ['a packed text', gzipSync('hello')],
  [
    'a zip at the end',
    Buffer.concat([gzipSync(buildTar([INFO])), buildZip([{ name: 'setup.py', content: 'evil' }])]),
  ],
  [
    'a zip in the stream of a tar',
    buildTar([INFO, { ...CODE, content: buildZip([{ name: 'setup.py', content: 'evil' }]) }]),
  ],
  [
    'a zip64 in the stream of a tar, whose old end says nothing true',
    buildTar([
      INFO,
      { ...CODE, content: buildZip([{ name: 'setup.py', content: 'evil' }], { zip64: true }) },
    ]),
  ],
  ['a zip64 in the header of the packed stream', withExtraField(gzipSync(buildTar([INFO])), ZIP64)],
  ['a zip as far from the end as Python looks', buildTar([INFO, { ...CODE, content: farZip() }])],
  ['an absolute name', gzipSync(buildTar([INFO, { ...CODE, name: '/etc/cron.d/x' }]))],
  ['a name that climbs', gzipSync(buildTar([INFO, { ...CODE, name: 'foo-1.0/../../x' }]))],
  ['a name that climbs by its prefix', gzipSync(buildTar([INFO, { ...CODE, prefix: '../..' }]))],
  ['a long name that climbs', gzipSync(buildTar([INFO, { name: 'l', type: 'L', content: '../x\0' }, CODE]))],
  [
    'a pax name that climbs',
    gzipSync(buildTar([INFO, { name: 'p', type: 'x', content: paxRecord('path', '../x') }, CODE])),
  ],
  [
    'a pax name for all',
    gzipSync(buildTar([{ name: 'p', type: 'g', content: paxRecord('path', 'x') }, INFO])),
  ],
  [
    'a pax size that is none',
    gzipSync(buildTar([{ name: 'p', type: 'x', content: paxRecord('size', '-1') }, INFO])),
  ],
  ['a name by two headers', gzipSync(buildTar([LONG, PAX_NAME, INFO]))],
  ['a size by two headers', gzipSync(buildTar([PAX_SIZE, PAX_SIZE, INFO]))],
  [
    'a sparse file by a pax header',
    gzipSync(buildTar([{ ...PAX_NAME, content: paxRecord('GNU.sparse.name', 'x') }, INFO])),
  ],
  [
    'a pax header that is cut off',
    gzipSync(buildTar([{ name: 'p', type: 'x', content: '99 path=x\n' }, INFO])),
  ],
  ['a pax header without length', gzipSync(buildTar([{ name: 'p', type: 'x', content: 'path=x\n' }, INFO]))],
  [
    'a pax header without member',
    gzipSync(buildTar([INFO, { name: 'p', type: 'x', content: paxRecord('path', 'x') }])),
  ],
  [
    'a size that is no number',
    gzipSync(buildTar([INFO, { ...CODE, sizeField: Buffer.from('-0000000001 ') }])),
  ],
  [
    'a size without bound',
    gzipSync(buildTar([INFO, { ...CODE, sizeField: Buffer.alloc(12, 0xff).fill(0x80, 0, 1) }])),
  ],
  ['a sparse file', gzipSync(buildTar([INFO, { ...CODE, type: 'S' }]))],
  [
    'content behind the header of a folder that another header gives a name',
    gzipSync(
      buildTar([INFO, PAX_NAME, { ...CODE, name: 'foo-1.0/x/', type: '\0', content: tarMembers([CODE]) }]),
    ),
  ],
  [
    'a size with a space that only some take for one',
    gzipSync(buildTar([INFO, { ...CODE, content: '', sizeField: Buffer.from('\u00a0000000000\0') }])),
  ],
  ['a mode that is no number', gzipSync(buildTar([INFO, { ...CODE, modeField: 'rw-r--r-' }, CODE]))],
  ['a folder with content', gzipSync(buildTar([INFO, { ...CODE, name: 'foo-1.0/x/', type: '\0' }]))],
  ['metadata twice', gzipSync(buildTar([INFO, { ...INFO, content: METADATA.replace('1.0', '2.0') }]))],
  ['metadata of two projects', gzipSync(buildTar([INFO, { ...INFO, name: 'bar-1.0/PKG-INFO' }]))],
]

function changedTail(bytes: Buffer, fromEnd: number): Buffer {
  const changed = Buffer.from(bytes)
  const at = changed.byteLength - fromEnd
  changed[at] = (changed[at] ?? 0) ^ 1
  return changed
}

for (const [cases, code] of [
  [TAILS, 'TC1013'],
  [BAD, 'TC1004'],
] as const) {
  for (const [what, bytes] of cases) {
    test(`refused: ${what}`, async (t) => {
      t.deepEqual(await codesOf(t, bytes), [code])
    })
  }
}

test('an honest archive cut off anywhere is refused', async (t) => {
  const bytes = gzipSync(buildTar([INFO, CODE]))
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: bytes.byteLength - 1 }), async (length) => {
      t.deepEqual(await codesOf(t, bytes.subarray(0, length)), ['TC1004'])
    }),
    { numRuns: 60 },
  )
})

test('whatever bytes are changed: an answer comes', async (t) => {
  const tar = buildTar([{ name: 'p', type: 'x', content: paxRecord('path', 'foo-1.0/PKG-INFO') }, INFO, CODE])
  const change = fc.record({ at: fc.nat(1400), byte: fc.nat(255) })
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      const bytes = Buffer.from(tar)
      for (const { at, byte } of changes) bytes[at] = byte
      return (await codesOf(t, gzipSync(bytes))).every((code) =>
        ['TC1004', 'TC1008', 'TC1013'].includes(code),
      )
    }),
    { numRuns: 200 },
  )
  t.pass()
})

test('limits hold at their edge, and a bomb is left as soon as it is one', async (t) => {
  const tar = buildTar([INFO, CODE])
  const codes = (name: string, limit: number): Promise<readonly string[]> =>
    codesOf(t, gzipSync(tar), { ...ARCHIVE_LIMITS, [name]: limit })
  t.deepEqual(await codes('maxUnpackedBytes', tar.byteLength), [])
  t.deepEqual(await codes('maxUnpackedBytes', tar.byteLength - 1), ['TC1008'])
  t.deepEqual(await codes('maxMembers', 2), [])
  t.deepEqual(await codes('maxMembers', 1), ['TC1008'])
  t.deepEqual(await codes('maxMetadataBytes', METADATA.length), [])
  t.deepEqual(await codes('maxMetadataBytes', METADATA.length - 1), ['TC1008'])
  const bomb = gzipSync(Buffer.concat([buildTar([INFO]), Buffer.alloc(200_000_000)]))
  t.deepEqual(await codesOf(t, bomb, { ...ARCHIVE_LIMITS, maxUnpackedBytes: 1_000_000 }), ['TC1008'])
})

test('a header that says it is huge reserves nothing', async (t) => {
  const huge = { ...INFO, size: 0o77777777777 }
  t.deepEqual(await codesOf(t, gzipSync(buildTar([huge]))), ['TC1008'])
  t.deepEqual(await codesOf(t, gzipSync(buildTar([{ ...CODE, size: 0o77777777777 }]))), ['TC1004'])
})
