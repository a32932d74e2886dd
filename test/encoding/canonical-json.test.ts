import test from 'ava'
import fc from 'fast-check'
import { canonicalJson, parseJson, type JsonValue } from '../../src/encoding/index.ts'

const LIMITS = { maxBytes: 1e6, maxDepth: 100 }

test('RFC 8785 §3.2.2: numbers, strings and literals', (t) => {
  const value = {
    numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
    literals: [null, true, false],
  }
  t.is(
    canonicalJson(value),
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  )
})

test('RFC 8785 §3.2.3: keys are sorted by UTF-16 code units', (t) => {
  const keys = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6']
  const sorted = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\u{1f600}', '\ufb33']
  const text = canonicalJson(Object.fromEntries(keys.map((key) => [key, 0])))
  t.is(text, `{${sorted.map((key) => `${JSON.stringify(key)}:0`).join(',')}}`)
})

test('minus zero is zero', (t) => {
  t.is(canonicalJson([-0]), '[0]')
})

test('reading it and writing it again changes nothing, in whatever order the keys came', (t) => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
      const value: JsonValue = parseJson(JSON.stringify(object), LIMITS)
      const reversed = Object.fromEntries(Object.entries(value ?? {}).toReversed())
      const text = canonicalJson(value)
      t.is(canonicalJson(parseJson(text, LIMITS)), text)
      t.is(canonicalJson(reversed), text)
    }),
  )
})

test('what JSON has no text for is refused', (t) => {
  t.like(
    t.throws(() => canonicalJson(Number.NaN)),
    { code: 'json' },
  )
  t.like(
    t.throws(() => canonicalJson([Infinity])),
    { code: 'json' },
  )
  t.like(
    t.throws(() => canonicalJson({ '\ud800': 1 })),
    { code: 'json' },
  )
})

test('depth is bounded', (t) => {
  const nest = (depth: number): JsonValue => (depth === 0 ? 1 : [nest(depth - 1)])
  t.is(canonicalJson(nest(256)).length, 513)
  t.like(
    t.throws(() => canonicalJson(nest(257))),
    { code: 'too-deep' },
  )
})
