import test from 'ava'
import {
  parsePolicy,
  POLICY_LIMITS,
  PolicyError,
  presetPolicy,
  PRESET_NAMES,
} from '../../../src/policy/index.ts'
import { KEYRINGS, policyOf, presets, problemsOf, withHeader } from '../world.ts'

function told(body: string): readonly string[] {
  return problemsOf(withHeader(body)).map(({ code, line, column }) => `${code} ${line}:${column}`)
}

const RULE = '{ id: r, match: { project: ["*"] }, require: [] }'

test('unknown keys are refused at any depth, where they stand', (t) => {
  t.deepEqual(told('colour: red'), ['unknown-key 4:1'])
  t.deepEqual(told('rules:\n  - { id: r, match: { projekt: [a] }, require: [] }'), ['unknown-key 5:23'])
  t.deepEqual(told('requirements: { a: { attestation: { whom: [x] } } }'), ['unknown-key 4:37'])
})

test('what is missing is told', (t) => {
  t.deepEqual(
    problemsOf('kind: Policy').map(({ code, message }) => `${code} ${message}`),
    ['missing-key `apiVersion` is missing', 'missing-key `metadata` is missing'],
  )
})

test('wrong values are refused where they stand', (t) => {
  t.deepEqual(told('mode: lenient'), ['value 4:7'])
  t.deepEqual(told('rules: []\nextends: [preset:lenient]'), ['value 5:11'])
  t.deepEqual(told('rules:'), ['value 4:7'])
  t.deepEqual(told('requirements: { a: { age: { min: 72 } } }'), ['value 4:34'])
  t.deepEqual(told('limits: { exceptionMaxDays: 367 }'), ['value 4:29'])
})

test('a wrong value in a list is named by its list', (t) => {
  const [problem] = problemsOf(withHeader('extends: [preset:balanced, preset:lenient]'))
  t.true(problem?.message.startsWith('`extends[1]`: '), problem?.message)
})

test('a requirement is one thing', (t) => {
  t.deepEqual(told('requirements: { a: {} }'), ['value 4:20'])
  t.deepEqual(told('requirements: { a: { attestation: {}, signature: { by: [x] } } }'), ['value 4:20'])
  t.deepEqual(told('requirements: { a: { atLeast: 2, of: [ { attestation: {} } ] } }'), ['value 4:20'])
  t.deepEqual(told('requirements: { a: { of: [ { attestation: {} } ] } }'), ['value 4:20'])
})

test('a rule refuses, warns or requires, and is about something', (t) => {
  t.deepEqual(told('rules: [ { id: r, match: { project: [a] } } ]'), ['value 4:10'])
  t.deepEqual(told('rules: [ { id: r, match: {}, require: [] } ]'), ['value 4:26'])
  t.deepEqual(told('rules: [ { id: r, match: { project: [a] }, deny: no, require: [] } ]'), ['value 4:10'])
})

test('identities that would accept strangers are refused', (t) => {
  const wide = ['*/*', '*/site', 'ac*/site', 'acme', 'acme/**', 'acme/[ab]', 'acme/?']
  for (const repository of wide) {
    t.deepEqual(
      told(`identities: { a: { kind: github, repository: "${repository}" } }`),
      ['value 4:46'],
      repository,
    )
  }
  t.deepEqual(told('identities: { a: { kind: google, email: "*@*.example" } }'), ['value 4:41'])
  t.deepEqual(
    told('identities: { a: { kind: email, email: a@b.example, issuer: "https://u:p@x.example" } }'),
    ['value 4:61'],
  )
})

test('builders, ids and addresses are exact where they must be', (t) => {
  const provenance = (text: string) => told(`requirements: { a: { provenance: { ${text} } } }`)
  t.deepEqual(provenance('slsaBuildLevel: 4'), ['value 4:52'])
  t.deepEqual(provenance('slsaBuildLevel: 0'), ['value 4:52'])
  t.deepEqual(provenance('slsaBuildLevel: 2, builders: ["https://github.com/acme/b/w.yml@refs/tags/v*"]'), [])
  t.deepEqual(provenance('slsaBuildLevel: 1, builders: ["https://github.com/acme/b/w.yml@v1"]'), [
    'value 4:34',
  ])
  for (const builder of [
    'https://github.com/*/b/w.yml@v1',
    'https://*/acme/b@v1',
    'https://github.com/acme/b',
    'acme/b@v1',
  ])
    t.deepEqual(provenance(`slsaBuildLevel: 2, builders: ["${builder}"]`), ['value 4:66'], builder)
  t.deepEqual(provenance('slsaBuildLevel: 2, by: [nobody]'), ['undefined-name 4:60'])
  const identity = (text: string) => told(`identities: { a: { ${text} } }`)
  for (const [text, place] of [
    ['kind: github, repository: a/b, repositoryId: 7', '4:65'],
    ['kind: github, repository: a/b, ownerId: "07"', '4:60'],
    ['kind: github, repository: a/b, triggers: ["*"]', '4:62'],
    ['kind: gitlab, repository: a/b, issuer: "https://gitlab.com/"', '4:59'],
    ['kind: gitlab, repository: a/b, issuer: "http://gitlab.com"', '4:59'],
    ['kind: circleci, projectId: abc', '4:47'],
    ['kind: buildkite, organization: "*", pipeline: x', '4:51'],
  ])
    t.deepEqual(identity(text ?? ''), [`value ${place}`], text)
})

test('names that nothing defines', (t) => {
  t.deepEqual(told('rules: [ { id: r, match: { index: [acme] }, require: [x] } ]'), [
    'undefined-name 4:36',
    'undefined-name 4:55',
  ])
  t.deepEqual(told('floor: [ { require: [toString] } ]'), ['undefined-name 4:22'])
  t.deepEqual(told('requirements: { a: { all: [ { attestation: { by: [toString] } } ] } }'), [
    'undefined-name 4:51',
  ])
  t.deepEqual(told('identities: { k: { kind: keyring, keyring: nobody } }'), ['undefined-name 4:44'])
})

test('keyrings sign and attest, publishers attest', (t) => {
  const identities =
    'identities: { k: { kind: keyring, keyring: acme-release }, g: { kind: github, repository: a/b } }\n'
  t.deepEqual(told(`${identities}requirements: { a: { attestation: { by: [k] } } }`), [])
  t.deepEqual(told(`${identities}requirements: { a: { signature: { by: [g] } } }`), ['wrong-kind 5:40'])
})

const REBUILDERS =
  'rebuilders: { a: { keyring: acme-rebuild }, b: { keyring: oss-rebuild }, c: { keyring: oss-rebuild } }\n'
const rebuilt = (rebuild: string): readonly string[] =>
  told(`${REBUILDERS}requirements: { q: { rebuild: ${rebuild} } }`)

test('rebuilders are defined, and enough of them are different', (t) => {
  t.deepEqual(rebuilt('{ atLeast: 2, of: [a, b] }'), [])
  t.deepEqual(rebuilt('{ atLeast: 2, of: [a, b, c] }'), [])
  t.deepEqual(rebuilt('{ atLeast: 1, of: [a, x] }'), ['undefined-name 5:53'])
  t.deepEqual(rebuilt('{ atLeast: 1, of: [toString] }'), ['undefined-name 5:50'])
  t.deepEqual(rebuilt('{ atLeast: 3, of: [a, b] }'), ['value 5:31'])
  t.deepEqual(rebuilt('{ atLeast: 2, of: [a, a] }'), ['value 5:31'])
  t.deepEqual(rebuilt('{ atLeast: 3, of: [a, b, c] }'), ['value 5:42'])
  t.deepEqual(rebuilt('{ atLeast: 0, of: [a] }'), ['value 5:42'])
  t.deepEqual(told('rebuilders: { a: { keyring: nobody } }'), ['undefined-name 4:29'])
})

test('ids tell rules apart and leave built-in names alone', (t) => {
  t.deepEqual(
    told(
      `rules:\n  - { id: a, match: { project: [a] }, require: [] }\n  - { id: a, match: { project: [b] }, require: [] }`,
    ),
    ['duplicate-id 6:11'],
  )
  t.deepEqual(told('rules: [ { id: integrity, match: { project: [a] }, require: [] } ]'), [
    'reserved-name 4:16',
  ])
  t.deepEqual(told('identities: { tofu-pin: { kind: github, repository: a/b } }'), ['reserved-name 4:15'])
  t.deepEqual(told('indexes: { default: { url: "https://a.example/" } }'), ['reserved-name 4:12'])
  t.deepEqual(told('indexes: { a: { url: "https://a.example" }, b: { url: "https://A.example:443/" } }'), [
    'duplicate-id 4:55',
  ])
})

const toldOfTwo = (first: string, second: string) =>
  told(`rules:\n  - { id: a, match: ${first}, require: [] }\n  - { id: b, match: ${second}, require: [] }`)

test('a rule that can never decide is told', (t) => {
  const shadowed = ['shadowed-rule 6:5']
  t.deepEqual(toldOfTwo('{ project: ["*"] }', '{ kind: [sdist] }'), shadowed)
  t.deepEqual(toldOfTwo('{ project: ["acme-*"] }', '{ project: [Acme_pay], kind: [wheel] }'), shadowed)
  t.deepEqual(toldOfTwo('{ kind: [wheel, sdist] }', '{ kind: [sdist] }'), shadowed)
  t.deepEqual(toldOfTwo('{ projectNot: [acme-pay] }', '{ projectNot: ["acme-*"] }'), shadowed)
  t.deepEqual(toldOfTwo('{ project: [a] }', '{ project: [a, b] }'), [])
  t.deepEqual(toldOfTwo('{ kind: [sdist] }', '{ project: ["*"] }'), [])
  t.deepEqual(toldOfTwo('{ projectNot: ["acme-*"] }', '{ projectNot: [acme-pay] }'), [])
})

const requiring = (text: string) =>
  problemsOf(`apiVersion: trustctl/v1\nkind: Policy\nmetadata: { name: a, version: 3, requires: "${text}" }`)

test('a file for a newer language, and one that is older than what is in force', (t) => {
  t.deepEqual(
    requiring('>=1.0').map(({ code }) => code),
    [],
  )
  t.like(requiring('>=1.1'), [{ code: 'newer', line: 3, column: 44 }])
  t.like(requiring('soon'), [{ code: 'value' }])
  const text = withHeader(`rules: [${RULE}]`)
  t.deepEqual(problemsOf(text, 1), [])
  t.like(problemsOf(text, 2), [{ code: 'older', line: 3, column: 34 }])
})

const lasting = (created: string, expires: string, version = '==1.0') =>
  told(
    `exceptions:\n  - { id: e, match: { project: [a], version: "${version}", sha256: [${'a'.repeat(64)}] }, waive: [attestation], owner: o, reason: r,\n      created: "${created}", expires: "${expires}" }`,
  )

test('exceptions end, in time', (t) => {
  t.deepEqual(lasting('2026-01-01', '2026-04-01'), [])
  t.deepEqual(lasting('2026-01-01', '2026-04-02'), ['exception-bounds 6:39'])
  t.deepEqual(lasting('2026-01-01', '2026-01-01'), ['exception-bounds 6:39'])
  t.deepEqual(lasting('2026-02-30', '2026-03-01'), ['value 6:16'])
  t.deepEqual(lasting('2026-01-01', '2026-02-01', 'one'), ['value 5:46'])
})

test('an exception is bound to digests', (t) => {
  t.deepEqual(
    told(
      'exceptions: [ { id: e, match: { project: [a] }, waive: [attestation], owner: o, reason: r, created: "2026-01-01", expires: "2026-02-01" } ]',
    ),
    ['missing-key 4:31'],
  )
  t.deepEqual(
    told(
      `exceptions: [ { id: e, match: { project: [a], sha256: [${'a'.repeat(64)}] }, waive: [integrity], owner: o, reason: r, created: "2026-01-01", expires: "2026-02-01" } ]`,
    ).map((text) => text.slice(0, 7)),
    ['value 4'],
  )
})

test('a requirement may be called like a check', (t) => {
  t.deepEqual(told('requirements: { rebuild: { attestation: {} }, provenance: { attestation: {} } }'), [])
  t.deepEqual(told('requirements: { a: { rebuild: { atLeast: 1, of: [x] } } }'), ['undefined-name 4:50'])
})

const toldOfMany = (count: number) =>
  told(
    `rules:\n${Array.from({ length: count }, (_, at) => `  - { id: r${at}, match: { project: [p${at}] }, require: [] }`).join('\n')}`,
  )

test('as many rules as are allowed, and one more', (t) => {
  t.deepEqual(toldOfMany(500), [])
  t.deepEqual(toldOfMany(POLICY_LIMITS.maxRules + 1), ['value 5:3'])
})

test('no more problems are told than a person reads', (t) => {
  const bad = Array.from({ length: 300 }, () => '  - { id: 1 }').join('\n')
  t.is(problemsOf(withHeader(`rules:\n${bad}`)).length, POLICY_LIMITS.maxProblems)
})

test("own rules come before inherited ones; one with the same id takes the other's place; names are the own ones", (t) => {
  const policy = policyOf(
    'extends: [preset:balanced]\nrequirements: { attested: { signature: { by: [k] } } }\nidentities: { k: { kind: keyring, keyring: acme-release } }\nrules: [ { id: everything-else, match: { project: ["a*"] }, require: [attested] } ]',
  )
  t.deepEqual(
    policy.rules.map(({ id }) => id),
    [
      'everything-else',
      'local-directories',
      'version-control',
      'local-sources',
      'code-at-install',
      'direct-urls',
      'local-files',
      'local-folders',
    ],
  )
  t.is(policy.rules[0]?.at, 'policy.yaml:7')
  t.regex(policy.rules[1]?.at ?? '', /^preset:balanced:\d+$/)
  t.is(policy.rules[4]?.require[0]?.node.type, 'signature')
  t.is(policy.mode, 'enforce')
})

test('the mode of a preset is inherited, an own one stands', (t) => {
  t.is(policyOf('extends: [preset:permissive]').mode, 'warn')
  t.is(policyOf('extends: [preset:permissive]\nmode: enforce').mode, 'enforce')
})

test('every preset stands by itself', (t) => {
  for (const name of PRESET_NAMES) {
    const policy = presetPolicy(presets, name)
    t.is(policy.name, name)
    t.true(policy.rules.every(({ at }) => at.startsWith(`preset:${name}:`)))
  }
})

const brokenPreset = () => 'kind: Policy'

test('a broken preset is an error, not a milder policy', (t) => {
  t.throws(() => presetPolicy(brokenPreset), { instanceOf: PolicyError, code: 'preset' })
  const options = { file: 'p', presets: brokenPreset, keyrings: KEYRINGS }
  t.throws(() => parsePolicy(withHeader('extends: [preset:strict]'), options), {
    instanceOf: PolicyError,
    code: 'preset',
  })
})
