import test from 'ava'
import { parseMetadata } from '../../src/python/index.ts'

const read = (text: string): unknown => parseMetadata(Buffer.from(text))
const FOO = { name: 'foo', version: '1.0' }

test('name and version are read and normalised', (t) => {
  t.deepEqual(read('Metadata-Version: 2.1\nName: Foo\nVersion: 1.0\n\ntext'), FOO)
  t.deepEqual(read('NAME:foo\r\nversion:  v1.0 \r\n\r\n'), FOO)
  t.deepEqual(read('Description: a\n        Name: x\n\tVersion: 2\nName: foo\nVersion: 1.0'), FOO)
  t.deepEqual(read('Summary: caf\u00e9\nName: foo\nVersion: 1.0\n\nName: bar\nVersion: 2'), FOO)
  t.deepEqual(parseMetadata(Buffer.from('Author: caf\u00e9\nName: foo\nVersion: 1.0\n', 'latin1')), FOO)
})

const REFUSED = [
  '',
  'Name: foo\n',
  'Version: 1.0\n',
  '\nName: foo\nVersion: 1.0\n',
  'Name: foo\nVersion: 1.0\nName: bar\n',
  'Name: foo\nVersion: 1.0\nname: foo\n',
  'Name: foo\nVersion: 1.0\nVersion: 1.0\n',
  'Name: foo\nno header\nVersion: 1.0\n',
  'Name: fo o\nVersion: 1.0\n',
  'Name: foo\n bar\nVersion: 1.0\n',
  'Name: foo\rName: bar\rVersion: 1.0\n',
  'Name: foo\nVersion: latest\n',
  'Name: foo\0bar\nVersion: 1.0\n',
]

for (const text of REFUSED) {
  test(`no metadata: ${JSON.stringify(text)}`, (t) => {
    t.is(read(text), null)
  })
}

test('size is bounded', (t) => {
  const text = 'Name: foo\nVersion: 1.0\n\n'
  t.deepEqual(read(text.padEnd(16 * 1024 * 1024)), FOO)
  t.is(read(text.padEnd(16 * 1024 * 1024 + 1)), null)
})

test('time is linear in folded lines', (t) => {
  t.timeout(20_000)
  t.deepEqual(read(`Description: x\n${' y\n'.repeat(1_000_000)}Name: foo\nVersion: 1.0\n`), FOO)
})
