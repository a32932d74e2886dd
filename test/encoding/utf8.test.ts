import test from 'ava'
import { decodeUtf8, EncodingError } from '../../src/encoding/index.ts'

const bytes = (...all: readonly number[]) => Uint8Array.from(all)

test('what is no UTF-8 is refused, and leaves nothing behind for the next text', (t) => {
  const halves = [bytes(0xe2, 0x82), bytes(0xf0, 0x9f), bytes(0xc3), bytes(0xff), bytes(0xed, 0xa0, 0x80)]
  for (const half of halves) {
    t.is(t.throws(() => decodeUtf8(half), { instanceOf: EncodingError })?.code, 'utf8')
    t.is(decodeUtf8(bytes(0x61)), 'a')
    t.throws(() => decodeUtf8(bytes(0xac, 0x61)), { instanceOf: EncodingError })
  }
})

test('a byte order mark stays in the text, at every call', (t) => {
  for (let turn = 0; turn < 2; turn += 1) t.is(decodeUtf8(bytes(0xef, 0xbb, 0xbf, 0x61)), '\uFEFFa')
})
