import fc from 'fast-check'
import test from 'ava'
import { withNotes, withoutNotes } from '../../src/edit/draft/index.ts'
import type { PolicyProblem } from '../../src/policy/index.ts'

function problem(line: number, message = 'wrong', hint: string | null = null): PolicyProblem {
  return { code: 'value', message, line, column: 3, hint }
}

test('each problem is a comment above its line, with what helps; the first one is where to look', (t) => {
  const { text, line } = withNotes('a\nb\nc\n', [problem(3), problem(2, 'bad', 'better')])
  t.is(text, 'a\n#! line 2, column 3: bad\n#!   try: better\nb\n#! line 3, column 3: wrong\nc\n')
  t.is(line, 2)
})

test('a problem behind the end is told at the last line', (t) => {
  t.is(withNotes('a', [problem(9)]).text, '#! line 9, column 3: wrong\na')
})

test('no message ends the comment that it stands in', (t) => {
  const { text } = withNotes('a\n', [problem(1, 'x\nmode: warn', 'y\r\u{2028}z')])
  t.is(withoutNotes(text), 'a\n')
  t.is(text.split('\n').length, 4)
})

test('the person’s own comments stay, whatever they begin with', (t) => {
  const text = '#!/bin/sh\n#! my words\n# line 1, column 1: x\n'
  t.is(withoutNotes(text), text)
})

test('putting notes in and taking them out gives the text back', (t) => {
  const lines = fc.array(fc.constantFrom('a: 1', '  - b', '', '# c', '\tx\r'), { minLength: 1, maxLength: 8 })
  const problems = fc.array(
    fc
      .tuple(fc.integer({ min: 1, max: 8 }), fc.string(), fc.option(fc.string()))
      .map(([line, message, hint]) => problem(line, message, hint)),
    { maxLength: 5 },
  )
  fc.assert(
    fc.property(lines, problems, (own, told) => {
      const text = own.join('\n')
      return withoutNotes(withNotes(text, told).text) === text
    }),
  )
  t.pass()
})
