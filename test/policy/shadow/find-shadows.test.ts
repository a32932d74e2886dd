import fc from 'fast-check'
import test from 'ava'
import { evaluate, parsePolicy } from '../../../src/policy/index.ts'
import { findShadows } from '../../../src/policy/shadow/index.ts'
import { nameSet } from '../../../src/policy/shadow/name-set.ts'
import { uncoveredName } from '../../../src/policy/shadow/uncovered-name.ts'
import { artifactOf, KEYRINGS, known, NOW, presets, RUN, withHeader } from '../world.ts'
import { firstMatches, INDEXES, smallRules, type SmallFact, type SmallMatch } from './brute-force.ts'

/** Runs of the sample; scripts/shadow-lint.ts tries ten thousand. */
const SAMPLE = { numRuns: 1500, seed: 20_261_101 }

test('a rule is reported if, and only if, there is nothing that it is the first to match', (t) => {
  fc.assert(
    fc.property(smallRules, (rules) => {
      const expected = firstMatches(rules).flatMap((fact, at) => (fact === null ? [at] : []))
      const found = findShadows(rules, INDEXES).map(({ rule }) => rule)
      return found.join() === expected.join()
    }),
    SAMPLE,
  )
  t.pass()
})

test('the rules that are named do cover it', (t) => {
  fc.assert(
    fc.property(smallRules, (rules) => {
      return findShadows(rules, INDEXES).every(({ rule, by }) => {
        const named = by.map((at) => known(rules[at]))
        return firstMatches([...named, known(rules[rule])]).at(-1) === null
      })
    }),
    SAMPLE,
  )
  t.pass()
})

function decidingRule(rules: readonly SmallMatch[], fact: SmallFact): string | null {
  const named = rules.map((match, at) => ({ id: `r${at}`, match, require: [] }))
  const text = withHeader(JSON.stringify({ indexes: INDEXES, rules: named }).slice(1, -1))
  const yaml = text.replace(/"indexes":(\{.*?\}\}),"rules":/, 'indexes: $1\nrules: ')
  const result = parsePolicy(yaml, { file: 'p', presets, keyrings: KEYRINGS })
  if (!result.ok) return null
  const artifact = artifactOf({
    kind: fact.kind,
    channel: fact.channel,
    project: fact.name,
    indexUrl: urlOf(fact),
  })
  const run = { ...RUN, context: fact.context }
  return evaluate({ artifact, facts: [], run, offer: 'none' }, result.policy, NOW).rule
}

function urlOf({ indexes }: SmallFact): string | null {
  if (indexes.length === 0) return null
  return indexes.includes('acme') ? INDEXES.acme.url : 'https://other.example/simple/'
}

test('what the brute force finds to match first, the evaluator lets that rule decide', (t) => {
  let tried = 0
  fc.assert(
    fc.property(smallRules, (rules) => {
      for (const [at, fact] of firstMatches(rules).entries()) {
        const isFile = fact?.kind === 'wheel' || fact?.kind === 'sdist'
        // A file always has a name; only a tree may be without one.
        if (fact === null || (isFile && fact.name === null)) continue
        const rule = decidingRule(rules, fact)
        if (rule === null) continue
        tried += 1
        t.is(rule, `r${at}`)
      }
    }),
    { numRuns: 200, seed: SAMPLE.seed },
  )
  t.true(tried > 100)
})

const shadowed = (...rules: SmallMatch[]) => findShadows(rules, INDEXES).map(({ rule, by }) => [rule, ...by])

test('a union of rules hides one, also by names', (t) => {
  t.deepEqual(shadowed({ kind: ['wheel'] }, { context: ['ci'] }, { kind: ['wheel'], context: ['ci'] }), [
    [2, 0],
  ])
  t.deepEqual(
    shadowed(
      { project: ['a*'], context: ['ci'] },
      { project: ['a*'], context: ['workstation'] },
      { project: ['a-b'] },
    ),
    [[2, 0, 1]],
  )
  t.deepEqual(shadowed({ project: ['a*'] }, { projectNot: ['a*'] }, { project: ['b'] }, { project: ['a'] }), [
    [2, 1],
    [3, 0],
  ])
  t.deepEqual(shadowed({ project: ['a'], projectNot: ['a*'] }), [[0]])
})

test('first letters together hide what begins with any letter, but not a tree without a name', (t) => {
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'.split('')
  const all = letters.map((letter): SmallMatch => ({ project: [`${letter}*`] }))
  t.deepEqual(
    findShadows([...all, { project: ['*-tools'] }], INDEXES).map(({ rule }) => rule),
    [letters.length],
  )
  t.deepEqual(findShadows([...all, { project: ['*'] }], INDEXES), [])
})

const LETTER_COUNT = 40

test('patterns that would take the search too long are let be, soon', (t) => {
  const hostile = Array.from({ length: LETTER_COUNT }, (_, at): SmallMatch => {
    return { project: [`*${'a*b*'.repeat(12)}x${at + 10}*`] }
  })
  const likely: SmallMatch = { project: ['*x0q*', '*0q-x0*', 'a'.repeat(30)] }
  const rules = [...hostile, likely, { project: ['a*'.repeat(30)] }]
  const started = performance.now()
  t.deepEqual(findShadows(rules, INDEXES), [])
  t.true(performance.now() - started < 10_000)
})

test('a search that has nothing left to read says that it does not know', (t) => {
  const wanted = nameSet({ project: ['ab'] })
  // Two letters of a pattern of two, and one more each time to begin with.
  t.is(uncoveredName(wanted, [], { left: 3 }), undefined)
  t.is(uncoveredName(wanted, [], { left: 4 }), 'ab')
  t.is(uncoveredName(wanted, [nameSet({ project: ['a*'] })], { left: 1000 }), null)
})
