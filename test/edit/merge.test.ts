import fc from 'fast-check'
import test from 'ava'
import { checkText, mergePolicies } from '../../src/edit/index.ts'
import { presets } from '../policy/world.ts'

const BASE = `apiVersion: trustctl/v1
kind: Policy
metadata: { name: mine, version: 3 }
rules:
  - { id: a, match: { project: ["x-*"] }, deny: "no" }   # hard
  - { id: b, match: { kind: [sdist] }, require: [] }
  - { id: c, match: { kind: [vcs] }, require: [] }
`

test('changes of different rules are merged, comments and form kept, and the higher version counts', (t) => {
  const mine = BASE.replace('"no"', '"never"').replace('version: 3', 'version: 4')
  const theirs = `${BASE.replace('version: 3', 'version: 6')}mode: warn # theirs\n`
  const merged = mergePolicies({ base: BASE, mine, theirs })
  t.deepEqual(merged, {
    kind: 'merged',
    text: `${BASE.replace('"no"', '"never"').replace('version: 3', 'version: 6')}mode: warn # theirs\n`,
  })
})

test('two rules put in the same place are both kept, though lines alone would conflict', (t) => {
  const add = (id: string): string =>
    BASE.replace('rules:\n', `rules:\n  - { id: ${id}, match: { project: [${id}] }, deny: x }\n`)
  const merged = mergePolicies({ base: BASE, mine: add('one'), theirs: add('two') })
  t.is(merged.kind, 'merged')
  t.true(['id: one', 'id: two', 'id: a', '# hard'].every((text) => merged.text.includes(text)))
})

test('a rule that one removes and the other leaves is gone; one that the other changes is a conflict', (t) => {
  const gone = BASE.replace(/.*id: b.*\n/, '')
  const merged = mergePolicies({ base: BASE, mine: gone, theirs: BASE.replace('"no"', '"never"') })
  t.is(merged.kind, 'merged')
  t.false(merged.text.includes('id: b'))
  t.like(mergePolicies({ base: BASE, mine: gone, theirs: BASE.replace('[sdist]', '[sdist, vcs]') }), {
    kind: 'conflicts',
    about: ['rules b'],
  })
})

test('the same rule changed both ways stands between markers, and the markers can’t be installed', (t) => {
  const result = mergePolicies({
    base: BASE,
    mine: BASE.replace('"no"', '"never"'),
    theirs: BASE.replace('"no"', '"nope"'),
  })
  t.like(result, { kind: 'conflicts', about: ['rules a'] })
  t.true(result.text.includes('never') && result.text.includes('nope'))
  const checked = checkText(result.text, { file: 'policy.yaml', presets, keyrings: [] })
  t.false(checked.ok)
  if (checked.ok) return
  t.is(checked.problems.length, 3)
  t.true(checked.problems.every(({ code }) => code === 'syntax'))
})

test('lines that merge into another meaning are a conflict all the same: two orders of the rules', (t) => {
  const [, , , , a = '', b = '', c = ''] = BASE.split('\n')
  const order = (...rules: readonly string[]): string =>
    [...BASE.split('\n').slice(0, 4), ...rules, ''].join('\n')
  const merged = mergePolicies({ base: BASE, mine: order(b, a, c), theirs: order(a, c, b) })
  t.is(merged.kind, 'conflicts')
})

test('texts that are no policies are merged line by line, or conflict', (t) => {
  t.deepEqual(
    mergePolicies({ base: 'a: [\nb\nc\nd\n', mine: 'x: [\nb\nc\nd\n', theirs: 'a: [\nb\nc\ny\n' }),
    {
      kind: 'merged',
      text: 'x: [\nb\nc\ny\n',
    },
  )
  t.is(mergePolicies({ base: 'a: [\n', mine: 'b: [\n', theirs: 'c: [\n' }).kind, 'conflicts')
})

const values = fc.record({
  mode: fc.constantFrom('enforce', 'warn', 'audit'),
  a: fc.constantFrom('no', 'never', 'nope'),
  kinds: fc.constantFrom('sdist', 'vcs'),
  owner: fc.option(fc.constantFrom('kim', 'dana')),
})

function textOf({
  mode,
  a,
  kinds,
  owner,
}: {
  mode: string
  a: string
  kinds: string
  owner: string | null
}): string {
  const who = owner === null ? '' : `, owner: ${owner}`
  return `mode: ${mode}\nmetadata: { name: m, version: 1${who} }\nrules:\n  - { id: a, deny: "${a}" }\n  - { id: b, kind: [${kinds}] }\n`
}

test('what one side left as it was is what the other made of it', (t) => {
  fc.assert(
    fc.property(values, values, (before, after) => {
      const [base, other] = [textOf(before), textOf(after)]
      const mine = mergePolicies({ base, mine: other, theirs: base })
      const theirs = mergePolicies({ base, mine: base, theirs: other })
      return (
        mine.kind === 'merged' && mine.text === other && theirs.kind === 'merged' && theirs.text === other
      )
    }),
    { numRuns: 200 },
  )
  t.pass()
})
