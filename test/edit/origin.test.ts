import test from 'ava'
import { originLines } from '../../src/edit/index.ts'
import { effectiveText } from '../../src/policy/index.ts'
import { HEADER, policyOf, presets } from '../policy/world.ts'

const OWN = `mode: warn
extends: [preset:balanced]
tofu: { firstUse: { ci: refuse } }
rules:
  - id: ours
    match: { project: ["acme-*"] }
    deny: ours
  - { id: everything-else, match: { project: ["*"] }, require: [] }
`

const policy = policyOf(OWN)
const own = `${HEADER}${OWN}`
const preset = presets('balanced')
const lines = originLines(policy, [
  { label: 'policy.yaml', text: own },
  { label: 'preset:balanced', text: preset },
])

/** What stands at the place that a line is said to come from. */
function sourceOf(wanted: RegExp): readonly (string | undefined)[] {
  const found = lines.find(({ line }) => wanted.test(line))
  const text = found?.at?.label === 'policy.yaml' ? own : preset
  return [found?.at?.label, text.split('\n')[(found?.at?.line ?? 0) - 1]]
}

test('together the lines are the effective policy', (t) => {
  t.is(lines.map(({ line }) => line).join('\n'), effectiveText(policy).trimEnd())
})

test('each line comes from where it is written: the own file before the preset', (t) => {
  t.deepEqual(sourceOf(/^mode:/), ['policy.yaml', 'mode: warn'])
  t.deepEqual(sourceOf(/id: ours/), ['policy.yaml', '  - id: ours'])
  t.deepEqual(sourceOf(/deny: ours/), ['policy.yaml', '    deny: ours'])
  t.like(sourceOf(/id: everything-else/), { 0: 'policy.yaml' })
  t.like(sourceOf(/id: version-control/), { 0: 'preset:balanced' })
  t.regex(sourceOf(/id: version-control/)[1] ?? '', /version-control/)
  t.regex(sourceOf(/id: quarantined/)[1] ?? '', /quarantined/)
})

test('what is merged key by key comes from two files, and what holds by itself from none', (t) => {
  t.like(sourceOf(/^ {4}ci: refuse/), { 0: 'policy.yaml' })
  t.like(sourceOf(/^ {4}workstation:/), { 0: 'preset:balanced' })
  t.is(lines.find(({ line }) => line.startsWith('identities:'))?.at, null)
})
