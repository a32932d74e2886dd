import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { evaluate, parsePolicy, runPolicyTests } from '../../src/policy/index.ts'
import { attested, known, KEYRINGS, NOW, PALLETS, presets, question, ROOT } from './world.ts'

test('the policy that policies/README.md shows does what it says', (t) => {
  const readme = readFileSync(join(ROOT, 'policies', 'README.md'), 'utf8')
  const text = known(/```yaml\n([^]*?)```/.exec(readme)?.[1] ?? null)
  const result = parsePolicy(text, { file: 'policy.yaml', presets, keyrings: KEYRINGS })
  if (!result.ok) return t.deepEqual(result.problems, [])
  const outcomes = runPolicyTests(result.policy)
  t.is(outcomes.length, 3)
  t.deepEqual(
    outcomes.filter(({ passed }) => !passed),
    [],
  )
  const site = attested({ ...PALLETS, repository: 'acme/site', workflow: 'release.yml', ref: 'refs/tags/v1' })
  const ours = { project: 'acme-pay', indexUrl: 'https://packages.example/acme/simple/' }
  t.is(evaluate(question([site], ours), result.policy, NOW).decision, 'allow')
  t.is(evaluate(question([attested()], ours), result.policy, NOW).code, 'TC2201')
  t.is(evaluate(question([site], { project: 'acme-pay' }), result.policy, NOW).rule, 'our-names')
  t.is(evaluate(question([]), result.policy, NOW).decision, 'warn')
})
