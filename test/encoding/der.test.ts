import test from 'ava'
import fc from 'fast-check'
import { decodeHex, derInteger, derOid, EncodingError, readDer } from '../../src/encoding/index.ts'

const read = (hex: string): ReturnType<typeof readDer> => readDer(decodeHex(hex))

test('a sequence and what is in it', (t) => {
  const element = read('300d06092a864886f70d0101010500')
  t.like(element, { tagClass: 'universal', constructed: true, tag: 16 })
  t.deepEqual(
    element.children.map(({ tag }) => tag),
    [6, 5],
  )
  t.is(element.children[0] && derOid(element.children[0]), '1.2.840.113549.1.1.1')
})

test('classes and long tags', (t) => {
  t.like(read('a100'), { tagClass: 'context', constructed: true, tag: 1 })
  t.like(read('5f810100'), { tagClass: 'application', tag: 129 })
})

test('object identifiers', (t) => {
  t.is(derOid(read('06032a0304')), '1.2.3.4')
  t.is(derOid(read('0603883703')), '2.999.3')
  t.is(derOid(read('060127')), '0.39')
})

test('integers', (t) => {
  t.is(derInteger(read('020100')), 0n)
  t.is(derInteger(read('02020080')), 128n)
  t.is(derInteger(read('020180')), -128n)
  t.is(derInteger(read('0209010000000000000000')), 2n ** 64n)
})

const REFUSED: readonly (readonly [string, string])[] = [
  ['', 'nothing'],
  ['30', 'no length'],
  ['3001', 'content cut off'],
  ['0500ff', 'bytes behind'],
  ['05000500', 'two elements'],
  ['30800000', 'an indefinite length'],
  ['048101aa', 'a length that is not the shortest'],
  ['04820001aa', 'a length with a leading zero'],
  ['0485000000000100', 'a length of five bytes'],
  ['1f0100', 'a long tag that should be short'],
  ['1f808100', 'a long tag with a leading zero'],
  ['1f8181818181', 'a tag without end'],
  ['30030201', 'a child cut off'],
]

for (const [hex, what] of REFUSED) {
  test(`refused: ${what}`, (t) => {
    t.like(
      t.throws(() => read(hex)),
      { code: 'der' },
    )
  })
}

for (const hex of ['0600', '06028001', '060181', '020101']) {
  test(`no object identifier: ${hex}`, (t) => {
    t.like(
      t.throws(() => derOid(read(hex))),
      { code: 'der' },
    )
  })
}

for (const hex of ['0200', '02020001', '0202ff80', '060101', '820101']) {
  test(`no integer: ${hex}`, (t) => {
    t.like(
      t.throws(() => derInteger(read(hex))),
      { code: 'der' },
    )
  })
}

function nested(depth: number): Uint8Array {
  let bytes = Buffer.from([0x05, 0])
  for (let level = 0; level < depth; level += 1) {
    bytes = Buffer.concat([Buffer.from([0x30, bytes.length]), bytes])
  }
  return bytes
}

function sequence(children: number): Uint8Array {
  const bytes = Buffer.from(`3083000000${'0500'.repeat(children)}`, 'hex')
  bytes.writeUIntBE(children * 2, 2, 3)
  return bytes
}

test('depth, size and number of elements are bounded', (t) => {
  t.is(readDer(nested(32)).children.length, 1)
  t.like(
    t.throws(() => readDer(nested(33))),
    { code: 'too-deep' },
  )
  t.is(readDer(sequence(49_999)).children.length, 49_999)
  t.like(
    t.throws(() => readDer(sequence(50_000))),
    { code: 'too-large' },
  )
  t.like(
    t.throws(() => readDer(new Uint8Array(1024 * 1024 + 1))),
    { code: 'too-large' },
  )
})

test('any bytes are read or refused', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      try {
        t.deepEqual(readDer(bytes).bytes, bytes)
      } catch (error) {
        t.true(error instanceof EncodingError)
      }
    }),
    { numRuns: 2000 },
  )
})
