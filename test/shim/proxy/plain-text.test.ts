import { deflateRawSync, gzipSync } from 'node:zlib'
import test from 'ava'
import fc from 'fast-check'
import { fileNameOf, isArchiveName } from '../../../shim/proxy/file-name.ts'
import { isPlainText } from '../../../shim/proxy/plain-text.ts'
import { makeSdist, makeWheel, writeTar, writeZip } from '../../world/index/index.ts'

const ENTRY = { name: 'a', bytes: Buffer.from('b') }

test('texts are text', (t) => {
  for (const text of ['', 'x==1.0\r\n\t# é ü\n', '<html>\f</html>', 'BZ', '{"a": 1}'])
    t.true(isPlainText(Buffer.from(text)), text)
})

for (const [name, bytes] of [
  ['a wheel', makeWheel({ project: 'a', version: '1' }).bytes],
  ['an sdist', makeSdist({ project: 'a', version: '1' }).bytes],
  ['a tar', writeTar([ENTRY])],
  ['text with a zip behind it', Buffer.concat([Buffer.from('x==1.0\n'.repeat(100)), writeZip([ENTRY])])],
  ['gzip', gzipSync('x')],
  ['bzip2', Buffer.from('BZh91AY&SY')],
  ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x24, 0x41])],
  ['raw deflate', deflateRawSync('x'.repeat(100))],
] as const) {
  test(`${name} is no text`, (t) => t.false(isPlainText(bytes)))
}

test('a tar made of text alone is no text', (t) => {
  const header = Buffer.alloc(512, 0x20)
  header.write('setup.py')
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(sum.toString(8).padStart(6, '0'), 148)
  t.false(isPlainText(Buffer.concat([header, Buffer.alloc(512, 0x61)])))
})

for (const form of ['0o', '0O_', '+0_']) {
  test(`a tar whose checksum Python reads, in the form ${form}, is no text`, (t) => {
    const header = Buffer.alloc(512, 0x20)
    header.write('setup.py')
    const sum = header.reduce((total, byte) => total + byte, 0)
    header.write(`${form}${sum.toString(8)}`.slice(0, 8), 148)
    t.false(isPlainText(header))
  })
}

test('a tar with a negative checksum is no text', (t) => {
  const header = Buffer.alloc(512, 0xfe)
  header.writeUInt8(0xff, 148)
  t.false(isPlainText(header))
})

test('whatever has a NUL is no text', (t) => {
  fc.assert(
    fc.property(
      fc.uint8Array(),
      fc.uint8Array(),
      (a, b) => !isPlainText(Buffer.concat([a, Buffer.from([0]), b])),
    ),
  )
  t.pass()
})

for (const [url, disposition, expected] of [
  ['https://h/a/x-1.tar.gz?q=1', undefined, 'x-1.tar.gz'],
  ['https://h/a/x%2D1.whl', undefined, 'x-1.whl'],
  ['https://h/download', 'attachment; filename="y-1.whl"', 'y-1.whl'],
  ['https://h/download', 'attachment; filename=../../etc/y-1.whl', 'y-1.whl'],
  ['https://h/a/%2e%2e%2fx.whl', undefined, 'x.whl'],
  ['https://h/%zz', undefined, '%zz'],
  ['https://h/', undefined, 'index'],
] as const) {
  test(`the name of ${url} with ${disposition}`, (t) =>
    t.is(fileNameOf(new URL(url), null, disposition), expected))
}

test('names that pip unpacks are known as such', (t) => {
  for (const name of ['a.whl', 'a.ZIP', 'a.tar.gz', 'a.tgz', 'a.tar.bz2', 'a.tar.xz', 'a.tar'])
    t.true(isArchiveName(new URL(`https://h/${name}?x`)), name)
  for (const name of ['a.txt', 'a', 'a.whl.metadata', 'simple/x/'])
    t.false(isArchiveName(new URL(`https://h/${name}`)), name)
})
