import test from 'ava'
import { runPolicyTests } from '../../../src/policy/index.ts'
import { policyOf, problemsOf, sha, withHeader } from '../world.ts'

const POLICY = `indexes: { default: { from: pip }, acme: { url: "https://acme.example/simple", private: true } }
identities:
  site: { kind: github, repository: acme/*, workflow: release.yml, refs: ["refs/tags/*"] }
  team: { kind: keyring, keyring: acme-release, atLeast: 2 }
requirements:
  ours: { all: [ { attestation: { by: [site], predicate: [publish] } }, { transparency: { logs: [sigstore-public] } } ] }
  known: { attestation: { by: [tofu-pin] } }
  signed: { signature: { by: [team] } }
  cooled: { age: { min: 72h } }
  pinned: { hash: { from: [pylock] } }
tofu: { firstUse: { ci: refuse }, pinAbsence: true }
availability: { evidence: { maxAge: 7d, then: block } }
floor: [ { id: state, status: { deny: [quarantined] } }, { id: lost, provenanceState: { deny: [lost-provenance] } } ]
rules:
  - { id: ours, match: { project: ["acme-*"] }, require: [ours] }
  - { id: signed, match: { project: [signed] }, require: [signed], onMissing: warn }
  - { id: sdists, match: { kind: [sdist] }, require: [pinned] }
  - { id: trees, match: { kind: [vcs, directory] }, deny: no trees }
  - { id: files, match: { channel: [file] }, warn: careful }
  - { id: rest, match: { project: ["*"] }, require: [known, cooled], onMissing: warn, onUnavailable: warn }
exceptions:
  - { id: E, match: { project: [flask], sha256: [${sha('b')}] }, waive: [age], owner: o, reason: r, created: "2026-10-01", expires: "2026-12-01" }
tests:
`

function found(given: string): string {
  const policy = policyOf(
    `${POLICY}  - { name: one, given: { project: flask, version: "1.0", ${given} }, expect: { decision: allow } }`,
  )
  const [outcome] = runPolicyTests(policy)
  const { decision, code, rule } = outcome?.found ?? {}
  return `${decision} ${code} ${rule}`
}

const GITHUB = '{ github: acme/site, workflow: release.yml, ref: refs/tags/v1 }'

test('whatever a test can give is what the policy decides about', (t) => {
  const cases: readonly (readonly [given: string, expected: string])[] = [
    ['evidence: { attestations: [ { github: a/b } ], age: 9d }', 'allow TC0000 rest'],
    ['evidence: { attestations: [ { github: a/b, relation: changed } ], age: 9d }', 'block TC2204 rest'],
    [
      'context: ci, evidence: { attestations: [ { github: a/b, relation: first } ], age: 9d }',
      'block TC2205 rest',
    ],
    [
      'evidence: { attestations: [ { github: a/b, relation: first, absentBefore: "0.9" } ], age: 9d }',
      'block TC2204 rest',
    ],
    ['evidence: { attestations: [ { keyring: acme-release, owner: Dana } ], age: 9d }', 'allow TC0000 rest'],
    [
      'evidence: { attestations: [ { github: a/b } ], age: 9d, invalid: [rebuild] }',
      'block TC2513 integrity',
    ],
    ['evidence: { age: 9d }', 'warn TC2102 rest'],
    ['evidence: { age: 9d, notOffered: true }', 'warn TC2101 rest'],
    ['evidence: { attestations: [ { github: a/b } ] }', 'warn TC4016 rest'],
    ['evidence: { attestations: [ { github: a/b } ], age: 5h }', 'block TC4015 rest'],
    [
      `sha256: ${sha('b')}, at: "2026-11-01", evidence: { attestations: [ { github: a/b } ], age: 5h }`,
      'allow TC4009 rest',
    ],
    [
      `sha256: ${sha('b')}, at: "2026-12-01", evidence: { attestations: [ { github: a/b } ], age: 5h }`,
      'block TC4015 rest',
    ],
    ['evidence: { unavailable: [attestation], age: 9d }', 'block TC2104 rest'],
    ['evidence: { attestations: [ { github: a/b } ], verified: 3d, age: 9d }', 'allow TC0000 rest'],
    ['evidence: { attestations: [ { github: a/b } ], verified: 9d, age: 9d }', 'block TC4019 rest'],
    ['evidence: { invalid: [attestation] }', 'block TC2113 integrity'],
    ['evidence: { invalid: [integrity] }', 'block TC1002 integrity'],
    ['evidence: { invalid: [signature] }', 'block TC3111 integrity'],
    ['evidence: { status: quarantined, age: 9d }', 'block TC4013 state'],
    ['evidence: { provenanceState: lost-provenance, age: 9d }', 'block TC2103 rest'],
    ['evidence: { seenOn: [acme], age: 9d }', 'block TC4011 floor'],
    [
      'index: acme, evidence: { seenOn: [acme], attestations: [ { github: a/b } ], age: 9d }',
      'allow TC0000 rest',
    ],
    ['kind: sdist', 'block TC4010 sdists'],
    ['kind: sdist, evidence: { hash: [pylock] }', 'allow TC0000 sdists'],
    ['kind: vcs', 'block TC4005 trees'],
    ['kind: directory', 'block TC4007 trees'],
    ['channel: file', 'warn TC4007 files'],
    ['project: signed', 'warn TC3101 signed'],
    [
      'project: signed, evidence: { signatures: [ { owner: dana, keyring: acme-release } ] }',
      'warn TC3202 signed',
    ],
    [
      'project: signed, evidence: { signatures: [ { owner: dana, keyring: acme-release }, { owner: kim, keyring: acme-release } ] }',
      'allow TC0000 signed',
    ],
    [`project: acme-pay, evidence: { attestations: [ ${GITHUB} ] }`, 'allow TC0000 ours'],
    [
      'project: acme-pay, evidence: { attestations: [ { gitlab: acme/site, workflow: release.yml } ] }',
      'block TC2201 ours',
    ],
    ['project: acme-pay, evidence: { attestations: [ { google: a@b.example } ] }', 'block TC2201 ours'],
    [
      'project: acme-pay, evidence: { attestations: [ { email: a@b.example, issuer: "https://login.example" } ] }',
      'block TC2201 ours',
    ],
    [
      `project: acme-pay, evidence: { attestations: [ ${GITHUB.replace(' }', ', logs: [other] }')} ] }`,
      'block TC2203 ours',
    ],
    [
      `project: acme-pay, evidence: { attestations: [ ${GITHUB.replace(' }', ', predicate: slsa-provenance }')} ] }`,
      'block TC2202 ours',
    ],
  ]
  for (const [given, expected] of cases) {
    const whole = given.startsWith('project:') ? given.replace(/^project: ([^,]+),? ?/, '') : given
    const project = /^project: ([^,]+)/.exec(given)?.[1]
    const result = project === undefined ? found(whole) : foundOf(project, whole)
    t.is(result, expected, given)
  }
})

function foundOf(project: string, given: string): string {
  const rest = given === '' ? '' : `, ${given}`
  const policy = policyOf(
    `${POLICY}  - { name: one, given: { project: ${project}, version: "1.0"${rest} }, expect: { decision: allow } }`,
  )
  const [outcome] = runPolicyTests(policy)
  const { decision, code, rule } = outcome?.found ?? {}
  return `${decision} ${code} ${rule}`
}

const OUTCOMES = `rules: [ { id: r, match: { project: ["*"] }, deny: no } ]
tests:
  - { name: right, given: { project: a, version: "1" }, expect: { decision: block, rule: r, code: TC4001 } }
  - { name: decision, given: { project: a, version: "1" }, expect: { decision: warn } }
  - { name: rule, given: { project: a, version: "1" }, expect: { decision: block, rule: other } }
  - { name: code, given: { project: a, version: "1" }, expect: { decision: block, code: TC4002 } }`

test('a test passes where all that it expects is so', (t) => {
  t.deepEqual(
    runPolicyTests(policyOf(OUTCOMES)).map(({ name, nth, passed }) => [name, nth, passed]),
    [
      ['right', 0, true],
      ['decision', 1, false],
      ['rule', 2, false],
      ['code', 3, false],
    ],
  )
  t.deepEqual(runPolicyTests(policyOf('rules: []')), [])
})

test('tests that name no day are held when the caller says, and are the same each time', (t) => {
  const policy = policyOf(`requirements: { q: { attestation: {} } }
rules: [ { id: r, match: { project: ["*"] }, require: [q], onMissing: allow } ]
rollout: [ { rule: r, set: { onMissing: block }, from: "2027-01-15" } ]
tests: [ { name: n, given: { project: a, version: "1" }, expect: { decision: allow } } ]`)
  t.true(runPolicyTests(policy)[0]?.passed)
  t.false(runPolicyTests(policy, Date.parse('2027-01-15T00:00:00Z') / 1000)[0]?.passed)
  t.deepEqual(runPolicyTests(policy), runPolicyTests(policy))
})

const told = (entry: string) =>
  problemsOf(withHeader(`tests:\n  - ${entry}`)).map(({ code, line, column }) => `${code} ${line}:${column}`)

test('a test that can not hold is a problem of the file', (t) => {
  t.deepEqual(told('{ name: n, given: { project: "-", version: "1" }, expect: { decision: allow } }'), [
    'value 5:34',
  ])
  t.deepEqual(told('{ name: n, given: { project: a, version: "one" }, expect: { decision: allow } }'), [
    'value 5:46',
  ])
  t.deepEqual(
    told('{ name: n, given: { project: a, version: "1" }, expect: { decision: allow, code: TC9 } }'),
    ['value 5:86'],
  )
  t.deepEqual(
    told('{ name: n, given: { project: a, version: "1", index: x }, expect: { decision: allow } }'),
    ['undefined-name 5:58'],
  )
  t.deepEqual(
    told(
      '{ name: n, given: { project: a, version: "1", evidence: { seenOn: [x] } }, expect: { decision: allow } }',
    ),
    ['undefined-name 5:72'],
  )
  t.deepEqual(
    told(
      '{ name: n, given: { project: a, version: "1", evidence: { attestations: [ {} ] } }, expect: { decision: allow } }',
    ),
    ['value 5:79'],
  )
})

const problems = (body: string) =>
  problemsOf(withHeader(body)).map(({ code, line, column }) => `${code} ${line}:${column}`)

test('rollout steps are about rules that have settings, in an order of days', (t) => {
  const rules =
    'rules: [ { id: r, match: { project: [a] }, require: [] }, { id: d, match: { project: [b] }, deny: no } ]\n'
  const step = (rule: string, set: string, days: string) =>
    problems(`${rules}rollout: [ { rule: ${rule}, set: ${set}, ${days} } ]`)
  t.deepEqual(step('r', '{ onMissing: warn }', 'from: "2027-01-01"'), [])
  t.deepEqual(step('x', '{ onMissing: warn }', 'from: "2027-01-01"'), ['undefined-name 5:20'])
  t.deepEqual(step('d', '{ onMissing: warn }', 'from: "2027-01-01"'), ['wrong-kind 5:20'])
  t.deepEqual(step('r', '{}', 'from: "2027-01-01"'), ['value 5:12'])
  t.deepEqual(step('r', '{ onMissing: warn }', 'from: "2027-01-01", warnFrom: "2027-01-02"'), ['value 5:12'])
})

const MORE = `
identities:
  hub: { kind: github, repository: a/b, repositoryId: "7", ownerId: "8", triggers: [release] }
  lab: { kind: gitlab, repository: a/b, issuer: "https://gitlab.acme.example" }
  circle: { kind: circleci, projectId: 0f3f4a7e-7d45-4f0b-9c5e-5f8f0a1b2c3d, repository: github.com/a/b }
  kite: { kind: buildkite, organization: a, pipeline: b }
requirements:
  known: { attestation: { by: [hub, lab, circle, kite] } }
  built: { provenance: { slsaBuildLevel: 3, builders: ["https://github.com/a/c/w.yml@refs/tags/v*"] } }
rules:
  - { id: built, match: { project: [built] }, require: [built] }
  - { id: rest, match: { project: ["*"] }, require: [known] }
`
const CIRCLE = 'circleci: 0f3f4a7e-7d45-4f0b-9c5e-5f8f0a1b2c3d, repository: github.com/a/b'
const SLSA = 'github: a/b, predicate: slsa-provenance, builder: "https://github.com/a/c/w.yml@refs/tags/v1"'

for (const [given, expected] of [
  ['github: a/b, repositoryId: "7", ownerId: "8", trigger: release', 'allow TC0000 rest'],
  ['github: a/b, repositoryId: "70", ownerId: "8", trigger: release', 'block TC2201 rest'],
  ['gitlab: a/b, issuer: "https://gitlab.acme.example"', 'allow TC0000 rest'],
  ['gitlab: a/b', 'block TC2201 rest'],
  [CIRCLE, 'allow TC0000 rest'],
  [`${CIRCLE}, sshRerun: true`, 'block TC2201 rest'],
  ['buildkite: a/b', 'allow TC0000 rest'],
  ['buildkite: a/c', 'block TC2201 rest'],
  [`${SLSA}, slsaBuildLevel: 3`, 'allow TC0000 built'],
  [`${SLSA}, slsaBuildLevel: 2`, 'block TC2207 built'],
  [SLSA, 'block TC2206 built'],
  [`${SLSA.replace('a/c', 'a/d')}, slsaBuildLevel: 3`, 'block TC2208 built'],
] as const) {
  test(`given { ${given} }`, (t) => {
    const project = expected.endsWith('built') ? 'built' : 'flask'
    const policy = policyOf(
      `${MORE}tests: [ { name: n, given: { project: ${project}, version: "1", evidence: { attestations: [ { ${given} } ] } }, expect: { decision: allow } } ]\n`,
    )
    const [outcome] = runPolicyTests(policy)
    const { decision, code, rule } = outcome?.found ?? { decision: '', code: '', rule: '' }
    t.is(`${decision} ${code} ${rule}`, expected)
  })
}
