import test from 'ava'
import { neededWaivers } from '../../src/exceptions/index.ts'
import { questionOf, WAIVABLE, type Policy } from '../../src/policy/index.ts'
import { known, NOW, policyOf, problemsOf, withHeader } from '../policy/world.ts'
import { decided, type Decided } from './decided.ts'

const RULES: Readonly<Record<string, string>> = {
  attestation: 'requirements: { r: { attestation: {} } }',
  publisher: 'requirements: { r: { attestation: { by: [tofu-pin] } } }\ntofu: { onChange: block }',
  age: 'requirements: { r: { age: { min: 72h } } }',
  hash: 'requirements: { r: { hash: { from: [requirements] } } }',
  signature:
    'identities: { k: { kind: keyring, keyring: acme-release } }\nrequirements: { r: { signature: { by: [k] } } }',
  transparency: 'requirements: { r: { transparency: { logs: [other-log] } } }',
}

/** A policy that refuses for want of `what`, with an exception for the file that waives nothing that matters yet. */
function policyAsking(what: string, digest: string, floor = ''): Policy {
  return policyOf(
    [
      RULES[what] ?? what,
      floor,
      'rules: [{ id: all, match: { project: ["*"] }, require: [r], onMissing: block, onTooYoung: block }]',
      'exceptions:',
      `  - { id: EX-trial, match: { project: [flask], sha256: ["${digest}"] }, waive: [attestation],`,
      '      owner: dana, reason: trial, created: "2026-11-01", expires: "2026-11-02" }',
      '',
    ].join('\n'),
  )
}

function needed(what: string, changes: Decided, floor?: string) {
  const plain = decided(policyOf('rules: [{ id: all, match: { project: ["*"] }, require: [] }]\n'), changes)
  const digest = 'sha256' in plain.artifact ? plain.artifact.sha256 : ''
  const question = known(questionOf(plain))
  return neededWaivers([question], policyAsking(what, digest, floor), 'EX-trial', NOW)
}

for (const [check, facts] of [
  ['attestation', ['unpublished']],
  ['publisher', ['attested-by-another', 'publisher-changed']],
  ['age', ['young']],
  ['hash', []],
  ['signature', []],
  ['transparency', ['attested']],
] as const) {
  test(`what is refused for want of ${check} needs that waived, and no more`, (t) => {
    const found = needed(check, { facts })
    t.deepEqual(found.checks, [check])
    t.deepEqual([found.helped, found.decision, found.beyond], [[0], 'allow', []])
    t.true(found.suffices([check]))
    // Who asks for no attestation asks for nobody's, so that this is the wider waiver.
    const others = WAIVABLE.filter(
      (each) => each !== check && (check !== 'publisher' || each !== 'attestation'),
    )
    t.false(found.suffices(others))
  })
}

test('two shortfalls need both waived', (t) => {
  const both = 'requirements: { r: { all: [ { attestation: {} }, { age: { min: 72h } } ] } }'
  t.deepEqual([...needed(both, { facts: ['unpublished', 'young'] }).checks].toSorted(), [
    'age',
    'attestation',
  ])
})

test('a denial of sources needs `source` waived', (t) => {
  const denial = 'requirements: { r: { attestation: {} } }'
  const plain = decided(policyOf('rules: [{ id: all, match: { project: ["*"] }, require: [] }]\n'), {
    kind: 'sdist',
  })
  const digest = 'sha256' in plain.artifact ? plain.artifact.sha256 : ''
  const policy = policyOf(
    [
      denial,
      'rules:',
      '  - { id: no-sdists, match: { kind: [sdist] }, deny: wheels only }',
      '  - { id: all, match: { project: ["*"] }, require: [] }',
      'exceptions:',
      `  - { id: EX-trial, match: { project: [flask], sha256: ["${digest}"] }, waive: [attestation],`,
      '      owner: dana, reason: trial, created: "2026-11-01", expires: "2026-11-02" }',
      '',
    ].join('\n'),
  )
  t.deepEqual(neededWaivers([known(questionOf(plain))], policy, 'EX-trial', NOW).checks, ['source'])
})

for (const facts of [
  ['digest-differs'],
  ['attested-other-bytes'],
  ['attestation-forged'],
  ['signature-bad'],
  ['digest-unknown'],
  ['digest-differs', 'unpublished', 'young'],
]) {
  test(`nothing waives integrity: ${facts.join(', ')}`, (t) => {
    const found = needed('attestation', { facts })
    t.deepEqual([found.helped, found.checks], [[], []])
    t.is(found.beyond[0]?.decision, 'block')
    t.is(found.beyond[0]?.exception, null)
  })
}

test('nothing waives the floor, a private name, or plain http', (t) => {
  const floor = 'floor: [{ id: quarantined, status: { deny: [quarantined] } }]'
  for (const found of [
    needed('attestation', { facts: ['unpublished', 'quarantined'] }, floor),
    needed('attestation', { facts: ['unpublished'], insecure: true }),
    needed(
      'attestation',
      { facts: ['unpublished'], circumstances: { seenOn: ['https://private.example/simple/'] } },
      'indexes: { default: { from: pip }, own: { url: "https://private.example/simple/", private: true } }',
    ),
  ]) {
    t.deepEqual([found.helped, found.checks], [[], []])
    t.is(found.beyond[0]?.rule === 'all', false)
  }
})

test('a bypass in force when it was recorded does not hide what must be waived', (t) => {
  const bypass = { reason: 'incident', by: 'dana', from: NOW - 60, until: NOW + 60 }
  t.deepEqual(needed('attestation', { facts: ['unpublished'], circumstances: { bypass } }).checks, [
    'attestation',
  ])
})

test('what passes needs nothing', (t) => {
  const found = needed('attestation', { facts: ['attested'] })
  t.deepEqual([found.helped, found.beyond, found.checks], [[], [], []])
})

test('a policy that wants integrity, the floor or a private name waived is refused whole', (t) => {
  for (const check of ['integrity', 'floor', 'identification', 'private-name', 'status', '*']) {
    const text = withHeader(
      `exceptions:\n  - { id: EX-1, match: { project: [flask], sha256: ["${'a'.repeat(64)}"] }, waive: ["${check}"], owner: dana, reason: why, created: "2026-11-01", expires: "2026-11-02" }\n`,
    )
    t.true(problemsOf(text).length > 0, check)
  }
})
