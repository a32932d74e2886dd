import test from 'ava'
import fc from 'fast-check'
import { parseDocument } from 'yaml'
import { ExceptionsError, withException, withoutException, withRenewal } from '../../src/exceptions/index.ts'
import { POLICY_LIMITS, type ExceptionEntry } from '../../src/policy/index.ts'
import { HEADER, policyOf, problemsOf } from '../policy/world.ts'

const BODY = 'rules: [{ id: all, match: { project: ["*"] }, require: [] }]   # everything\n'

function entry(id: string, changes: Partial<ExceptionEntry> = {}): ExceptionEntry {
  return {
    id,
    match: { project: ['legacy'], version: '==1.4.2', sha256: ['a'.repeat(64)] },
    waive: ['attestation', 'transparency'],
    owner: 'dana@acme.example',
    reason: 'source reviewed in ACME-991',
    created: '2026-10-02',
    expires: '2026-12-15',
    ...changes,
  }
}

function idsIn(text: string): readonly string[] {
  return policyOf(text.slice(HEADER.length)).exceptions.map(({ id }) => id)
}

test('the first one makes the list, and the rest of the file stays to the letter', (t) => {
  const before = HEADER + BODY
  const after = withException(before, entry('EX-1'))
  t.true(after.startsWith(before))
  t.deepEqual(problemsOf(after), [])
  t.deepEqual(idsIn(after), ['EX-1'])
})

test('a further one goes behind the last, before what follows and with every comment in its place', (t) => {
  const first = withException(HEADER + BODY, entry('EX-1'))
  const before = `${first}# what comes after\nlimits: { exceptionMaxDays: 80 }\n`
  const after = withException(before, entry('EX-2'))
  t.deepEqual(idsIn(after), ['EX-1', 'EX-2'])
  t.true(after.startsWith(first))
  t.true(after.endsWith('# what comes after\nlimits: { exceptionMaxDays: 80 }\n'))
})

test('a list in one line is written anew; comments and the order of keys stay', (t) => {
  const before = `${HEADER}exceptions: []  # none yet\n${BODY}`
  const after = withException(before, entry('EX-1'))
  t.deepEqual(idsIn(after), ['EX-1'])
  t.true(after.includes('# none yet') && after.includes('# everything'))
  t.true(after.indexOf('exceptions:') < after.indexOf('rules:'))
})

test('no end of line, other indents and windows’ line ends are taken as they are', (t) => {
  const flush = `${HEADER}${BODY}exceptions:\n- id: EX-1\n  match: { project: [legacy], sha256: [${'b'.repeat(64)}] }\n  waive: [age]\n  owner: dana\n  reason: why\n  created: "2026-10-02"\n  expires: "2026-12-15"`
  t.deepEqual(idsIn(withException(flush, entry('EX-2'))), ['EX-1', 'EX-2'])
  t.deepEqual(
    idsIn(withException((HEADER + BODY).replaceAll('\n', '\r\n'), entry('EX-1')).replaceAll('\r', '')),
    ['EX-1'],
  )
  t.deepEqual(idsIn(withException((HEADER + BODY).trimEnd(), entry('EX-1'))), ['EX-1'])
})

test('close takes out that one, renew changes that one, and all else stays to the letter', (t) => {
  const one = withException(HEADER + BODY, entry('EX-1'))
  const two = withException(one, entry('EX-2'))
  const three = withException(two, entry('EX-3'))
  t.is(withoutException(three, 'EX-3'), two)
  t.is(withoutException(two, 'EX-2'), one)
  t.deepEqual(idsIn(withoutException(three, 'EX-2')), ['EX-1', 'EX-3'])
  t.deepEqual(idsIn(withoutException(one, 'EX-1')), [])
  const renewed = withRenewal(three, 'EX-2', {
    created: '2026-11-01',
    expires: '2026-11-30',
    reason: 'still: "so"',
  })
  const changed = renewed.split('\n').filter((line, nth) => line !== three.split('\n')[nth])
  t.is(changed.length, 3)
  const [, second] = policyOf(renewed.slice(HEADER.length)).exceptions
  t.like(second, { id: 'EX-2', reason: 'still: "so"', until: Date.parse('2026-11-30') / 1000 })
})

test('what is not there can be neither renewed nor closed', (t) => {
  const text = withException(HEADER + BODY, entry('EX-1'))
  const renewal = { created: '2026-11-01', expires: '2026-11-30', reason: 'why' }
  for (const work of [
    () => withoutException(text, 'EX-2'),
    () => withRenewal(text, 'EX-2', renewal),
    () => withoutException(HEADER + BODY, 'EX-1'),
  ])
    t.like(t.throws(work, { instanceOf: ExceptionsError }), { code: 'id' })
})

test('a text that is no policy is told, not changed', (t) => {
  for (const text of ['', '- a\n', 'a: {', 'a: 1\na: 2\n', 'text', 'a: 1\n---\nb: 2\n'])
    t.like(
      t.throws(() => withException(text, entry('EX-1')), { instanceOf: ExceptionsError }),
      { code: 'change' },
    )
})

test('whatever the words are, what is written is what is read', (t) => {
  const words = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 80 })
    .filter((text) => text.isWellFormed())
  fc.assert(
    fc.property(words, words, (reason, owner) => {
      const text = withException(HEADER + BODY, entry('EX-1', { reason, owner }))
      const read: unknown = parseDocument(text).toJS({ maxAliasCount: POLICY_LIMITS.maxAliases })
      t.like(read, { exceptions: [{ id: 'EX-1', reason, owner }] })
      const renewal = { created: '2026-11-01', expires: '2026-11-30', reason: owner }
      const again: unknown = parseDocument(withRenewal(text, 'EX-1', renewal)).toJS()
      t.like(again, { exceptions: [{ reason: owner, owner, expires: '2026-11-30' }] })
    }),
  )
})

test('a digest that looks like a number stays a digest', (t) => {
  for (const sha256 of ['1'.repeat(64), `12e4${'5'.repeat(60)}`, `0x${'1'.repeat(62)}`.replace('x', '0')]) {
    const text = withException(
      HEADER + BODY,
      entry('EX-1', { match: { project: ['legacy'], sha256: [sha256] } }),
    )
    t.deepEqual([...(policyOf(text.slice(HEADER.length)).exceptions[0]?.sha256 ?? [])], [sha256])
  }
})
