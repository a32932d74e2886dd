import test from 'ava'
import fc from 'fast-check'
import { decodeHex, encodeHex } from '../../src/encoding/index.ts'

test('what is encoded is decoded again, in either case', (t) => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      t.deepEqual(decodeHex(encodeHex(bytes)), bytes)
      t.deepEqual(decodeHex(encodeHex(bytes).toUpperCase()), bytes)
    }),
  )
})

for (const text of ['a', '0g', '0x00', ' 00', '00\n']) {
  test(`no hex: ${JSON.stringify(text)}`, (t) => {
    t.like(
      t.throws(() => decodeHex(text)),
      { code: 'hex' },
    )
  })
}
