import test from 'ava'
import fc from 'fast-check'
import { safeText } from '../../src/verdict/index.ts'

const HOSTILE = /\p{C}|[\u2028\u2029]|(?! )\p{Z}/u

test('controls and bidi marks are spelled, plain text is left alone', (t) => {
  t.is(safeText('a\u202Eb'), 'a\\u{202e}b')
  t.is(safeText('\u001B[2J'), '\\u{1b}[2J')
  t.is(safeText('a\nb\u2066\u00A0'), 'a\\u{a}b\\u{2066}\\u{a0}')
  t.is(safeText('café 東京 🐍'), 'café 東京 🐍')
})

test('nothing that a terminal would obey or hide ever comes out', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (one, other) => {
      return !HOSTILE.test(safeText(one)) && !HOSTILE.test(safeText(`${other}\uD800${one}`))
    }),
  )
  t.pass()
})

test('the length is bounded, and what is cut shows it', (t) => {
  t.is(safeText('x'.repeat(10), 10), 'x'.repeat(10))
  t.is(safeText('x'.repeat(11), 10), `${'x'.repeat(9)}…`)
  t.is(safeText('x'.repeat(5_000_000)).length, 400)
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => Array.from(safeText(text, 20)).length <= 20))
})
