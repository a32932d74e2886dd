import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { parsePolicy, runPolicyTests } from '../../src/policy/index.ts'
import { KEYRINGS, presets } from './world.ts'

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
  t.deepEqual(result.policy.revocations, {
    maxAgeSeconds: 86_400,
    warnAtSeconds: 43_200,
    afterwards: 'block',
  })
  t.true(result.policy.tofu.pinAbsence)
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
