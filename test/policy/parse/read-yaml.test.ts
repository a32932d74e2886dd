import fc from 'fast-check'
import test from 'ava'
import { POLICY_LIMITS } from '../../../src/policy/index.ts'
import { readYaml } from '../../../src/policy/parse/index.ts'
import { HEADER, problemsOf, withHeader } from '../world.ts'

function codesOf(text: string): readonly string[] {
  const result = readYaml(text)
  return result.ok ? [] : [...new Set(result.problems.map(({ code }) => code))]
}

const commentOf = (bytes: number) => `${HEADER}#${'x'.repeat(bytes - HEADER.length - 1)}`

test('a text of the greatest size is read, one byte more is not', (t) => {
  t.deepEqual(codesOf(commentOf(POLICY_LIMITS.maxBytes)), [])
  t.deepEqual(codesOf(commentOf(POLICY_LIMITS.maxBytes + 1)), ['too-large'])
})

test('ten megabytes are refused by their size alone, whatever they are', (t) => {
  for (const piece of ['#', '[', 'a: 1\n', '\ud800']) {
    const problems = problemsOf(piece.repeat(Math.ceil(10_000_000 / piece.length)))
    t.deepEqual(
      problems.map(({ code }) => code),
      ['too-large'],
    )
  }
})

const flowOf = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`

const blockOf = (depth: number) => `${'- '.repeat(depth - 1)}x`

test('the greatest depth is read, one more is not, in both styles', (t) => {
  for (const nest of [flowOf, blockOf]) {
    t.deepEqual(codesOf(nest(POLICY_LIMITS.maxDepth)), [])
    t.deepEqual(codesOf(nest(POLICY_LIMITS.maxDepth + 1)), ['too-deep'])
  }
})

test('brackets inside texts are not depth', (t) => {
  t.deepEqual(codesOf(Array.from({ length: 60 }, (_, at) => `k${at}: "["\nb${at}: |\n  [\n`).join('')), [])
})

const listOf = (values: number) => `[${Array.from({ length: values - 1 }, () => 1).join(',')}]`

test('as many values as are allowed, and one more', (t) => {
  t.deepEqual(codesOf(listOf(20_000)), [])
  t.deepEqual(codesOf(listOf(POLICY_LIMITS.maxValues + 1)), ['too-many'])
})

const aliasesOf = (aliases: number) => `- &a x\n${'- *a\n'.repeat(aliases)}`

test('as many aliases as are allowed, and one more', (t) => {
  t.deepEqual(codesOf(aliasesOf(POLICY_LIMITS.maxAliases)), [])
  t.deepEqual(codesOf(aliasesOf(POLICY_LIMITS.maxAliases + 1)), ['too-many'])
})

test('a billion laughs is refused at once', (t) => {
  const levels = Array.from({ length: 9 }, (_, at) => `l${at + 1}: &l${at + 1} [${`*l${at},`.repeat(9)}]`)
  t.deepEqual(codesOf(['l0: &l0 [lol, lol]', ...levels].join('\n')), ['too-many'])
})

test('nothing contains itself, and nothing refers ahead', (t) => {
  t.deepEqual(codesOf('&a [*a]'), ['syntax'])
  t.deepEqual(codesOf('[*later, &later x]'), ['syntax'])
})

test('aliases can not make it deeper than the limit', (t) => {
  const levels = Array.from({ length: 30 }, (_, at) => `- &d${at + 1} [*d${at}]`)
  t.deepEqual(codesOf(['- &d0 x', ...levels].join('\n')), ['too-deep'])
})

test('keys that stand twice, or that objects inherit, are problems where they stand', (t) => {
  const twice = readYaml('a: 1\nb: 2\n"a": 3\n')
  t.like(twice, { ok: false, problems: [{ code: 'duplicate-key', line: 3, column: 1 }] })
  t.deepEqual(codesOf('__proto__: { a: 1 }'), ['unknown-key'])
  t.deepEqual(codesOf('constructor: 1'), ['unknown-key'])
  t.deepEqual(codesOf('{a: 1, a: 2}'), ['duplicate-key'])
})

test('only YAML 1.2, one document, no foreign tags, well-formed texts', (t) => {
  for (const text of [
    '%YAML 1.1\n---\na: no',
    'a: 1\n---\nb: 2',
    'a: !!binary AAAA',
    'a: !x y',
    'a: "\\ud800"',
  ]) {
    t.is(codesOf(text).length, 1, text)
  }
  t.deepEqual(codesOf('a: "\ud800"'), ['syntax'])
  t.deepEqual(codesOf(''), ['syntax'])
  t.deepEqual(codesOf('a: no'), [])
})

test('a merge key is an unknown key like any other', (t) => {
  const problems = problemsOf(withHeader('indexes: { a: &a { from: pip }, b: { <<: *a } }'))
  t.deepEqual([...new Set(problems.map(({ code }) => code))], ['unknown-key'])
})

const HOSTILE = [
  '[',
  '- ',
  '? ',
  '}]',
  ',',
  '"',
  '! ',
  '&a ',
  '*a ',
  'a: 1\n',
  '|\n',
  '%a\n',
  '---\n',
  '{a: 1, ',
  '{? ',
]

test('a mebibyte of any one hostile piece ends soon, with a problem', (t) => {
  for (const piece of HOSTILE) {
    const text = piece.repeat(Math.floor(POLICY_LIMITS.maxBytes / piece.length))
    const started = performance.now()
    t.true(problemsOf(text).length > 0, piece)
    t.true(performance.now() - started < 5000, piece)
  }
})

const soup = fc.string({
  unit: fc.constantFrom(...Array.from('{}[]:,-?&*!|>\'"%@`#ab1 \n\t'), 'rules', ': ', '- ', '\u0000'),
  maxLength: 200,
})

test('no text makes the reader throw', (t) => {
  fc.assert(
    fc.property(fc.oneof(soup, fc.string({ unit: 'binary' })), (text) => Array.isArray(problemsOf(text))),
    { numRuns: 1500 },
  )
  fc.assert(
    fc.property(soup, (text) => Array.isArray(problemsOf(withHeader(text)))),
    { numRuns: 1500 },
  )
  t.pass()
})

test('no value of any shape makes the reader throw', (t) => {
  const sections = fc.constantFrom(
    'rules',
    'floor',
    'requirements',
    'identities',
    'exceptions',
    'indexes',
    'limits',
    'extends',
    'mode',
  )
  fc.assert(
    fc.property(sections, fc.jsonValue(), (key, value) => {
      return Array.isArray(
        problemsOf(
          withHeader(
            JSON.stringify({ [key]: value })
              .slice(1, -1)
              .replace(':', ': '),
          ),
        ),
      )
    }),
    { numRuns: 1000 },
  )
  t.pass()
})
