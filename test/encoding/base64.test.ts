import test from 'ava'
import fc from 'fast-check'
import { decodeBase64, decodeBase64Url, encodeBase64, EncodingError } from '../../src/encoding/index.ts'

test('what is encoded is decoded again', (t) => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      t.deepEqual(decodeBase64(encodeBase64(bytes)), bytes)
      t.deepEqual(decodeBase64Url(Buffer.from(bytes).toString('base64url')), bytes)
    }),
  )
})

test('any text either is the only one for its bytes or is refused', (t) => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('A', 'Q', 'g', '/', '+', '-', '_', '=', ' ', '\n') }),
      (text) => {
        try {
          t.is(encodeBase64(decodeBase64(text)), text)
        } catch (error) {
          t.is(error instanceof EncodingError && error.code, 'base64')
        }
      },
    ),
  )
})

for (const text of [
  'QQ',
  'QQ=',
  'QR==',
  'QQ==\n',
  ' QQ==',
  'Q-_=',
  'QQ==QQ==',
  '=',
  'Q',
  'QQ=='.concat('\0'),
]) {
  test(`no base64: ${JSON.stringify(text)}`, (t) => {
    t.like(
      t.throws(() => decodeBase64(text)),
      { code: 'base64' },
    )
  })
}

for (const text of ['QQ==', 'Q+/A', 'QR', 'Q']) {
  test(`no base64url: ${JSON.stringify(text)}`, (t) => {
    t.like(
      t.throws(() => decodeBase64Url(text)),
      { code: 'base64' },
    )
  })
}
