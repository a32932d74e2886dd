import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parsePolicy, readYaml, type PresetReader } from '../../../src/policy/index.ts'
import { parseRequestFile } from '../../../src/exceptions/exception-request.ts'
import { textOf, type Example, type Target } from '../target.ts'

const NOTHING_IS_THROWN: Target['errors'] = []
const ROOT = join(import.meta.dirname, '..', '..', '..')
const presets: PresetReader = (name) => readFileSync(join(ROOT, 'policies', `${name}.yaml`), 'utf8')

const TOKENS = [
  '- ',
  ': ',
  '&a ',
  '*a',
  '<<: ',
  '!!str ',
  '? ',
  '|',
  '>-',
  '%YAML 1.1\n---\n',
  '---\n',
  '...\n',
  '"\\u',
  '{',
  '[',
  '#',
  '\t',
  "'",
]

const policies = (): readonly Example[] => [
  ...(['permissive', 'balanced', 'strict', 'ci'] as const).map((name) => presets(name)),
  readFileSync(join(ROOT, 'test', 'policy', 'whole-language.yaml')),
  'apiVersion: pip-trust/v1\nextends: [preset:balanced]\n',
]

export const policyTargets: readonly Target[] = [
  {
    name: 'yaml',
    errors: NOTHING_IS_THROWN,
    tokens: TOKENS,
    seeds: () => [
      'a: &x [1, {b: "c"}]\nd: *x\n',
      '? [k]\n: |\n  text\n- >-\n  folded\n',
      ...policies().slice(5),
    ],
    maxBytes: 4096,
    run(input) {
      const read = readYaml(textOf(input))
      if (read.ok) read.yaml.where(['a', 0, 'b'], 'key')
    },
  },
  {
    name: 'policy',
    errors: NOTHING_IS_THROWN,
    tokens: TOKENS,
    seeds: policies,
    run: (input) =>
      parsePolicy(textOf(input), { file: 'policy.yaml', presets, keyrings: ['acme'], loadedVersion: 3 }),
  },
  {
    name: 'exception-request',
    errors: NOTHING_IS_THROWN,
    seeds: () => [
      JSON.stringify({
        id: 'EX-1',
        requestedAt: 1,
        by: 'dana',
        about: 'flask==1.0',
        project: 'flask',
        version: '1.0',
        files: [{ filename: 'f', sha256: '0'.repeat(64), ref: 'TC2103-7f3a' }],
        waive: ['attestation'],
        owner: 'dana',
        reason: 'x',
        days: 1,
        policyFile: null,
      }),
    ],
    run: parseRequestFile,
  },
]
