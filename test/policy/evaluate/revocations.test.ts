import test from 'ava'
import { evaluate, parsePolicy, runPolicyTests } from '../../../src/policy/index.ts'
import type { Fact } from '../../../src/verdict/index.ts'
import {
  known,
  KEYRINGS,
  NOW,
  policyOf,
  presets,
  problemsOf,
  question,
  wanting,
  withHeader,
} from '../world.ts'

const HOUR = 3600
const RULES = 'rules: [ { id: all, match: { project: ["*"] }, require: [] } ]\n'
const policy = (then: string, more = ''): ReturnType<typeof policyOf> =>
  policyOf(`${RULES}availability: { revocations: { maxAge: 24h, warnAt: 12h, then: ${then} } }\n${more}`)
const heard = (hours: number): Fact => ({
  check: 'revocations',
  result: 'ok',
  asOf: NOW - hours * HOUR,
  directories: 1,
})
const decided = (facts: readonly Fact[], by = policy('block')) => {
  const { decision, code } = evaluate(question(facts), by, NOW)
  return `${decision} ${code}`
}

test('fresh passes, older is warned about, too old is refused, each to the second', (t) => {
  t.is(decided([heard(0)]), 'allow TC0000')
  t.is(decided([heard(12)]), 'allow TC0000')
  t.is(decided([heard(12 + 1 / HOUR)]), 'warn TC3601')
  t.is(decided([heard(24)]), 'warn TC3601')
  t.is(decided([heard(24 + 1 / HOUR)]), 'block TC3601')
})

test('never heard, nobody followed and heard tomorrow are never fine', (t) => {
  t.is(decided([wanting('revocations', 'unavailable', 'TC3601')]), 'block TC3601')
  t.is(decided([]), 'block TC3601')
  t.is(decided([heard(-1)]), 'block TC3601')
})

test('what follows is the policy’s word, softened by its mode; without the section nothing follows', (t) => {
  t.is(decided([heard(99)], policy('warn')), 'warn TC3601')
  t.is(decided([heard(99)], policy('allow')), 'allow TC0000')
  t.is(decided([heard(99)], policy('block', 'mode: warn\n')), 'warn TC3601')
  t.is(decided([], policyOf(RULES)), 'allow TC0000')
})

test('no exception speaks against it, and the bypass does', (t) => {
  const bypass = { by: 'dana', reason: 'an outage', from: NOW - 60, until: NOW + HOUR }
  const asked = { ...question([heard(99)]), bypass }
  const { decision, reasons } = evaluate(asked, policy('block'), NOW)
  t.is(decision, 'warn')
  t.true(reasons.some(({ code }) => code === 'TC4012'))
})

test('`warnAt` is not beyond `maxAge`', (t) => {
  const body = `${RULES}availability: { revocations: { maxAge: 12h, warnAt: 24h, then: block } }\n`
  t.deepEqual(
    problemsOf(withHeader(body)).map(({ code }) => code),
    ['value'],
  )
})

test('a policy’s own tests may say how long ago it was heard; just now where they don’t', (t) => {
  const cases = ['', 'evidence: { revocations: 13h }', 'evidence: { revocations: 25h }']
  const tests = cases.map(
    (evidence, nth) =>
      `  - { name: t${nth}, given: { project: flask, version: "1", ${evidence} }, expect: { decision: ${['allow', 'warn', 'block'][nth] ?? ''} } }`,
  )
  const body = `${RULES}availability: { revocations: { maxAge: 24h, warnAt: 12h, then: block } }\ntests:\n${tests.join('\n')}\n`
  const parsed = parsePolicy(withHeader(body), { file: 'p.yaml', presets, keyrings: KEYRINGS })
  if (!parsed.ok) return t.deepEqual(parsed.problems, [])
  t.true(known(runPolicyTests(parsed.policy)).every(({ passed }) => passed))
})
