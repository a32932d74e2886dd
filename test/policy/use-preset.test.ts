import test from 'ava'
import { parsePolicy, PolicyError, PRESET_NAMES, usePreset } from '../../src/policy/index.ts'
import { KEYRINGS, presets } from './world.ts'

const WRITTEN = `# ours, since 2026
kind:   Policy   # odd spacing
apiVersion: trustctl/v1
metadata: {name: acme,   version: 41}  # bump me

extends: [preset:balanced]   # the base
rules:
    # the only rule
    - { id: all, match: {project: ["*"]}, require: [attested] }
# the end
`

test('only the preset and the version change; every comment and space stays', (t) => {
  const expected = WRITTEN.replace('preset:balanced', 'preset:strict').replace('version: 41', 'version: 42')
  t.is(usePreset(WRITTEN, 'strict'), expected)
})

test('a file that has it already stays as it is', (t) => {
  t.is(usePreset(WRITTEN, 'balanced'), WRITTEN)
})

test('a preset is put into a file that has none', (t) => {
  const text = usePreset(WRITTEN.replace(/extends:.*\n/, ''), 'ci')
  t.regex(text, /^extends: \[ ?preset:ci ?\]$/m)
  t.regex(text, /version: 42/)
  for (const comment of ['# ours, since 2026', '# odd spacing', '# bump me', '# the only rule', '# the end'])
    t.true(text.includes(comment))
})

test('what it writes is a policy', (t) => {
  for (const preset of PRESET_NAMES) {
    for (const text of [null, WRITTEN, WRITTEN.replace(/extends:.*\n/, '')]) {
      const result = parsePolicy(usePreset(text, preset), { file: 'p', presets, keyrings: KEYRINGS })
      t.deepEqual(result.ok ? [] : result.problems, [])
    }
  }
})

test('what is no policy is not changed', (t) => {
  for (const text of ['[', '- a', 'a: 1\na: 2', '']) {
    t.throws(() => usePreset(text, 'strict'), { instanceOf: PolicyError, code: 'unreadable' })
  }
})
