import test from 'ava'
import fc from 'fast-check'
import { EncodingError, parseJson } from '../../src/encoding/index.ts'

const LIMITS = { maxBytes: 1000, maxDepth: 4 }

test('values come out as JSON.parse gives them', (t) => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const text = JSON.stringify(value)
      if (!text.isWellFormed() || /\\ud[89a-f]/.test(text)) return
      t.deepEqual(parseJson(text, { maxBytes: 1e6, maxDepth: 100 }), JSON.parse(text))
    }),
  )
})

test('any text is read as JSON.parse reads it, or refused', (t) => {
  const unit = fc.constantFrom(...'{}[]:,"\\u00e9-+.eE0129 \n\ttruefalsn'.split(''))
  fc.assert(
    fc.property(fc.string({ unit }), (text) => {
      try {
        t.deepEqual(parseJson(text, LIMITS), JSON.parse(text))
      } catch (error) {
        t.true(error instanceof EncodingError)
      }
    }),
    { numRuns: 2000 },
  )
})

test('a key `__proto__` is a key like any other', (t) => {
  const value = parseJson('{"__proto__":{"a":1}}', LIMITS)
  t.deepEqual(Object.keys(value ?? {}), ['__proto__'])
  t.is(Object.getPrototypeOf(value), Object.prototype)
})

const REFUSED: readonly (readonly [string, string])[] = [
  ['{"a":1,"a":1}', 'duplicate-key'],
  ['{"a":1,"\\u0061":2}', 'duplicate-key'],
  ['{"__proto__":1,"__proto__":2}', 'duplicate-key'],
  ['"\\ud800"', 'json'],
  ['"\\udc00\\ud800"', 'json'],
  ['{"\\ud800":1}', 'json'],
  ['1e400', 'json'],
  ['\ufeff1', 'json'],
  ['01', 'json'],
  ['+1', 'json'],
  ['.5', 'json'],
  ['1.', 'json'],
  ['NaN', 'json'],
  ['[1,]', 'json'],
  ['{"a":1,}', 'json'],
  ["'a'", 'json'],
  ['"a\nb"', 'json'],
  ['"\\x41"', 'json'],
  ['"a', 'json'],
  ['[1', 'json'],
  ['{} {}', 'json'],
  ['', 'json'],
  ['/**/1', 'json'],
]

for (const [text, code] of REFUSED) {
  test(`refused: ${JSON.stringify(text)}`, (t) => {
    t.like(
      t.throws(() => parseJson(text, LIMITS)),
      { code },
    )
  })
}

test('bytes must be UTF-8 without a byte order mark', (t) => {
  t.is(parseJson(Buffer.from('"é"'), LIMITS), 'é')
  t.like(
    t.throws(() => parseJson(Buffer.from('"é"', 'latin1'), LIMITS)),
    { code: 'utf8' },
  )
  t.like(
    t.throws(() => parseJson(Buffer.from('22eda08022', 'hex'), LIMITS)),
    { code: 'utf8' },
  )
  t.like(
    t.throws(() => parseJson(Buffer.from('\ufeff1'), LIMITS)),
    { code: 'json' },
  )
})

test('size is bounded in bytes, not in characters', (t) => {
  t.is(parseJson(`"${'é'.repeat(499)}"`, LIMITS), 'é'.repeat(499))
  t.like(
    t.throws(() => parseJson(`"${'é'.repeat(499)}a"`, LIMITS)),
    { code: 'too-large' },
  )
})

test('depth is bounded', (t) => {
  t.deepEqual(parseJson('[[[{"a":1}]]]', LIMITS), [[[{ a: 1 }]]])
  t.like(
    t.throws(() => parseJson('[[[[[]]]]]', LIMITS)),
    { code: 'too-deep' },
  )
  const deep = { maxBytes: 1e6, maxDepth: 32 }
  t.like(
    t.throws(() => parseJson('['.repeat(1e6), deep)),
    { code: 'too-deep' },
  )
  t.like(
    t.throws(() => parseJson('{"a":'.repeat(1e5), deep)),
    { code: 'too-deep' },
  )
})

test('a string of many escapes is read', (t) => {
  const text = '\\"a'.repeat(100_000)
  t.is(parseJson(`"${text}"`, { maxBytes: 1e6, maxDepth: 1 }), '"a'.repeat(100_000))
})
