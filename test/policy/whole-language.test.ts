import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { parsePolicy, runPolicyTests } from '../../src/policy/index.ts'
import { KEYRINGS, presets, problemsOf } from './world.ts'

const read = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8')
const text = read('whole-language.yaml')

test('everything in the example of the whole language resolves, and its own test holds', (t) => {
  const result = parsePolicy(text, { file: 'p.yaml', presets, keyrings: KEYRINGS })
  if (!result.ok) return t.deepEqual(result.problems, [])
  const outcomes = runPolicyTests(result.policy)
  t.is(outcomes.length, 3)
  t.true(outcomes.every(({ passed }) => passed))
  t.deepEqual(outcomes[0]?.found, { decision: 'block', rule: 'our-names', code: 'TC4001' })
  t.is(result.policy.rules.find(({ id }) => id === 'everything-else')?.rollout.length, 1)
  t.is(result.policy.availability?.maxAgeSeconds, 7 * 86_400)
  t.true(result.policy.tofu.pinAbsence)
})

/** What the language has and this version can't hold a file to, by line. */
const NOT_YET = [[38, 'revocations']]

test('what has no facts yet is refused, each by its name and line, and nothing else is', (t) => {
  const problems = problemsOf(read('whole-language-later.yaml'))
  t.deepEqual([...new Set(problems.map(({ code }) => code))], ['not-yet'])
  const told = problems.map(({ line, message }) => [line, /^`([^`]+)`/.exec(message)?.[1]])
  t.deepEqual(told, NOT_YET)
})

test('each of them says what to remove', (t) => {
  for (const { message, line } of problemsOf(read('whole-language-later.yaml'))) {
    t.regex(message, /needs facts that this version does not gather yet; remove it at line \d+$/)
    t.true(message.endsWith(`line ${line}`))
  }
})

test('every name must resolve: without its keyrings it is refused for them too', (t) => {
  const result = parsePolicy(text, { file: 'p.yaml', presets, keyrings: [] })
  const names = result.ok ? [] : result.problems.filter(({ code }) => code === 'undefined-name')
  t.deepEqual(
    names.map(({ line, message }) => [line, message]),
    [
      [10, 'there is no keyring `acme-rebuild`'],
      [10, 'there is no keyring `oss-rebuild`'],
      [13, 'there is no keyring `acme-release`'],
    ],
  )
})
