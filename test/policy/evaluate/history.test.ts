import test from 'ava'
import { evaluate, type PolicyQuestion } from '../../../src/policy/index.ts'
import type { Fact } from '../../../src/verdict/index.ts'
import {
  agedOf,
  attested,
  NOW,
  PALLETS,
  PINNED,
  policyOf,
  publisherFact,
  question,
  RUN,
  stateOf,
  statusOf,
  wanting,
} from '../world.ts'

const EVIL = { ...PALLETS, repository: 'evil/flask', repositoryId: '99' }
const IDENTITIES = 'identities: { other: { kind: github, repository: other/* } }\n'

function decide(
  { by = '[tofu-pin]', tofu = '{}', settings = '' },
  facts: readonly Fact[],
  changes: Partial<PolicyQuestion> = {},
): string {
  const policy = policyOf(`${IDENTITIES}tofu: ${tofu}
requirements: { q: { attestation: { by: ${by} } } }
rules: [ { id: r, match: { project: ["*"] }, require: [q]${settings} } ]`)
  const { decision, code } = evaluate({ ...question(facts), ...changes }, policy, NOW)
  return `${decision} ${code}`
}

const IN_CI = { run: { ...RUN, context: 'ci' } } as const

test('the remembered publisher passes, also under a new name; a named identity passes beside it', (t) => {
  t.is(decide({}, [attested(), publisherFact('same')]), 'allow TC0000')
  t.is(decide({}, [attested(), publisherFact('renamed')]), 'allow TC0000')
  t.is(decide({ by: '[tofu-pin, other]' }, [attested(), publisherFact('same')]), 'allow TC0000')
  const other = { ...PALLETS, repository: 'other/x' }
  t.is(
    decide({ by: '[tofu-pin, other]' }, [attested(other), publisherFact('changed', other)]),
    'allow TC0000',
  )
})

test('a first publisher: as the policy says, by context', (t) => {
  const facts = [attested(), publisherFact('first')]
  const tofu = '{ firstUse: { workstation: warn, ci: refuse } }'
  t.is(decide({}, facts), 'allow TC0000')
  t.is(decide({ tofu }, facts), 'warn TC2205')
  t.is(decide({ tofu }, facts, IN_CI), 'block TC2205')
  t.is(decide({ tofu }, [attested()], IN_CI), 'block TC2205')
  t.is(decide({ tofu }, [...facts, PINNED], IN_CI), 'allow TC0000')
})

test('another publisher, whatever the settings for what is missing', (t) => {
  const facts = [attested(EVIL), publisherFact('changed', EVIL)]
  const settings = ', onMissing: allow, onUnavailable: allow'
  t.is(decide({ settings }, facts), 'block TC2204')
  t.is(decide({ settings, tofu: '{ onChange: warn }' }, facts), 'warn TC2204')
  t.is(decide({ settings }, [...facts, PINNED]), 'block TC2204')
})

test('the fact about one publisher is not taken for that of another', (t) => {
  t.is(
    decide({ tofu: '{ firstUse: { workstation: refuse } }' }, [attested(EVIL), publisherFact('same')]),
    'block TC2205',
  )
  const reused = { ...PALLETS, repository: 'evil/flask' }
  t.is(
    decide({ tofu: '{ firstUse: { workstation: refuse } }' }, [attested(reused), publisherFact('same')]),
    'block TC2205',
  )
})

test('whom nobody could look up is unavailable', (t) => {
  const facts = [attested(), wanting('publisher', 'unavailable', 'TC5004')]
  t.is(decide({ settings: ', onUnavailable: warn' }, facts), 'warn TC5004')
})

test('a first publisher where there was none is a change, where absence is pinned', (t) => {
  const facts = [attested(), publisherFact('first', PALLETS, { absentBefore: '3.1.1' })]
  t.is(decide({ tofu: '{ pinAbsence: true }' }, facts), 'block TC2204')
  t.is(decide({ tofu: '{ pinAbsence: true, onChange: warn }' }, [...facts, PINNED]), 'warn TC2204')
  t.is(decide({ tofu: '{ pinAbsence: false }' }, facts), 'allow TC0000')
  t.is(decide({ tofu: '{ pinAbsence: true }' }, [attested(), publisherFact('first')]), 'allow TC0000')
})

test('a lost attestation is a change where the remembered publisher is asked for, and missing elsewhere', (t) => {
  const facts = [wanting('attestation', 'missing', 'TC2102'), stateOf('lost-provenance')]
  const settings = ', onMissing: record'
  t.is(decide({ settings }, facts), 'block TC2103')
  t.is(decide({ settings, tofu: '{ onChange: warn }' }, facts), 'warn TC2103')
  t.is(decide({ settings: ', onMissing: block', tofu: '{ onChange: allow }' }, facts), 'block TC2103')
  t.is(decide({ settings, by: '[other]' }, facts), 'allow TC2103')
  const partial = [wanting('attestation', 'missing', 'TC2102'), stateOf('partial-provenance')]
  t.is(decide({ settings }, partial), 'allow TC2105')
})

test('states of project and release that the floor denies are refused, and only those', (t) => {
  const policy = policyOf(`floor:
  - { status: { deny: [quarantined, archived] } }
  - { provenanceState: { deny: [lost-provenance, changed-provenance, inconsistent-provenance, no-provenance] } }
rules: [ { id: r, match: { project: ["*"] }, require: [] } ]`)
  const code = (fact: Fact) => {
    const found = evaluate(question([fact]), policy, NOW)
    return `${found.decision} ${found.code}`
  }
  t.is(code(statusOf('quarantined')), 'block TC4013')
  t.is(code(statusOf('archived')), 'block TC4014')
  t.is(code(statusOf('deprecated')), 'allow TC0000')
  t.is(code(statusOf('active')), 'allow TC0000')
  t.is(code(stateOf('lost-provenance')), 'block TC2103')
  t.is(code(stateOf('changed-provenance')), 'block TC2204')
  t.is(code(stateOf('inconsistent-provenance')), 'block TC2106')
  t.is(code(stateOf('no-provenance')), 'block TC2102')
  t.is(code(stateOf('partial-provenance')), 'allow TC0000')
  t.is(code(wanting('status', 'missing', 'TC4016')), 'allow TC0000')
  t.is(code(wanting('status', 'unavailable', 'TC5004')), 'block TC5004')
})

test('the refusal of a lost attestation names the release to stay with, unless the index made it up', (t) => {
  const lost = stateOf('lost-provenance')
  const policy = policyOf(
    'requirements: { q: { attestation: { by: [tofu-pin] } } }\nrules: [ { id: r, match: { project: ["*"] }, require: [q] } ]',
  )
  const fixes = (fact: Fact) => evaluate(question([fact]), policy, NOW).reasons[0]?.fix
  t.deepEqual(fixes(lost), ['pip install flask==3.1.1', 'trustctl exception request flask==3.1.2'])
  const hostile = stateOf('lost-provenance', '3.1; rm -rf ~')
  t.deepEqual(fixes(hostile), ['trustctl exception request flask==3.1.2'])
})

const aged = (age: string, onTooYoung: string, facts: readonly Fact[]) => {
  const policy = policyOf(`requirements: { q: { age: ${age} } }
rules: [ { id: r, match: { project: ["*"] }, require: [q], onMissing: record, onTooYoung: ${onTooYoung} } ]`)
  const { decision, code } = evaluate(question(facts), policy, NOW)
  return `${decision} ${code}`
}

test('age: to the second, and by what the rule says of what is too young', (t) => {
  const exactly = agedOf(72)
  t.is(aged('{ min: 72h }', 'block', [exactly]), 'allow TC0000')
  const younger = agedOf(72 - 1 / 3600)
  t.is(aged('{ min: 72h }', 'block', [younger]), 'block TC4015')
  t.is(aged('{ min: 72h }', 'older', [younger]), 'block TC4015')
  t.is(aged('{ min: 72h }', 'warn', [younger]), 'warn TC4015')
  t.is(aged('{ min: 72h }', 'block', [agedOf(-5)]), 'block TC4015')
  t.is(aged('{ min: 72h }', 'block', []), 'allow TC4016')
  t.is(aged('{ min: 72h }', 'block', [younger, PINNED]), 'block TC4015')
  t.is(aged('{ min: 72h, unlessPinned: true }', 'block', [younger, PINNED]), 'allow TC0000')
})

test('a pinned digest counts by the file that pins it', (t) => {
  const policy = policyOf(
    'requirements: { q: { hash: { from: [pylock] } } }\nrules: [ { id: r, match: { project: ["*"] }, require: [q] } ]',
  )
  t.is(evaluate(question([PINNED]), policy, NOW).code, 'TC4010')
  t.is(evaluate(question([{ check: 'hash', result: 'ok', from: ['pylock'] }]), policy, NOW).code, 'TC0000')
  t.is(evaluate(question([]), policy, NOW).decision, 'block')
})

const activeStateBy = (entry: string, publisher: Parameters<typeof attested>[0]) => {
  const policy = policyOf(`identities: { a: { kind: activestate, ${entry} } }
requirements: { q: { attestation: { by: [a] } } }
rules: [ { id: r, match: { project: ["*"] }, require: [q] } ]`)
  return evaluate(question([attested(publisher)]), policy, NOW).code
}

test('ActiveState is known by organisation and project, and never by a user', (t) => {
  const activeState = {
    kind: 'activestate',
    issuer: 'https://platform.activestate.com/api/v1/oauth/oidc',
    subject: 'https://platform.activestate.com/acme/pay',
    organization: 'acme',
    project: 'pay',
  } as const
  t.is(activeStateBy('organization: acme, project: pay', activeState), 'TC0000')
  t.is(activeStateBy('organization: acme', activeState), 'TC0000')
  t.is(activeStateBy('organization: acme, project: pa', activeState), 'TC2201')
  t.is(activeStateBy('organization: ac', activeState), 'TC2201')
  t.is(activeStateBy('organization: acme, actor: dana', activeState), 'TC2201')
  t.is(activeStateBy('organization: acme', { ...activeState, issuer: 'https://evil.example' }), 'TC2201')
  t.is(activeStateBy('organization: acme', { ...activeState, project: 'a/b' }), 'TC2201')
})
