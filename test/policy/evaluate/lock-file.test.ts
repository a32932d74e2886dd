/** Whom the person's own lock file names must have attested: beside every rule, and waived only as an attestation is. */
import test from 'ava'
import { evaluate, explain } from '../../../src/policy/index.ts'
import type { Fact, LockIdentity, Publisher } from '../../../src/verdict/index.ts'
import { attested, FACTS, known, NOW, PALLETS, policyOf, question, sha, wanting } from '../world.ts'

const named = (fields: Readonly<Record<string, string>>): LockIdentity => ({ kind: 'publisher', fields })
const GITHUB = named({ kind: 'GitHub', repository: 'pallets/flask', workflow: 'publish.yaml' })
const EVIL: Publisher = { ...PALLETS, repository: 'evil/flask', repositoryId: '99' }

const lock = (...groups: readonly (readonly LockIdentity[])[]): Fact => ({
  check: 'lock',
  result: 'ok',
  named: groups,
})

const policy = (body = 'require: []', more = '') =>
  policyOf(`rules: [ { id: r, match: { project: ["*"] }, ${body} } ]\n${more}`)

const decided = (facts: readonly Fact[], under = policy()) => {
  const { decision, code } = evaluate(question(facts), under, NOW)
  return `${decision} ${code}`
}

test('one of those that are named suffices, of each entry', (t) => {
  const other = named({ kind: 'Google', email: 'a@b.example' })
  t.is(decided([attested(), lock([GITHUB])]), 'allow TC0000')
  t.is(decided([attested(), lock([other, GITHUB])]), 'allow TC0000')
  t.is(decided([attested(EVIL), attested(), lock([GITHUB])]), 'allow TC0000')
  t.is(decided([attested(), lock([GITHUB], [other])]), 'block TC2209')
  t.is(decided([attested(), lock([other], [GITHUB])]), 'block TC2209')
})

const CASES: readonly (readonly [string, Readonly<Record<string, string>>, Publisher])[] = [
  [
    'environment',
    { kind: 'GitHub', repository: 'pallets/flask', workflow: 'publish.yaml', environment: 'pypi' },
    { ...PALLETS, environment: 'test' },
  ],
  ['letter case', { kind: 'GitHub', repository: 'Pallets/flask', workflow: 'publish.yaml' }, PALLETS],
  ['beginning', { kind: 'GitHub', repository: 'pallets/flas', workflow: 'publish.yaml' }, PALLETS],
  ['pattern', { kind: 'GitHub', repository: 'pallets/*', workflow: 'publish.yaml' }, PALLETS],
  ['workflow', { kind: 'GitHub', repository: 'pallets/flask', workflow: 'release.yaml' }, PALLETS],
  ['kind', { kind: 'GitLab', repository: 'pallets/flask', workflow_filepath: 'publish.yaml' }, PALLETS],
  [
    'issuer',
    { kind: 'GitHub', repository: 'pallets/flask', workflow: 'publish.yaml' },
    { ...PALLETS, issuer: 'https://token.actions.githubusercontent.com/acme' },
  ],
]

for (const [what, fields, publisher] of CASES) {
  test(`named to the letter: another ${what} blocks`, (t) => {
    t.is(decided([attested(publisher), lock([named(fields)])]), 'block TC2209')
  })
}

test('nothing is milder for what is missing or can not be had, whatever the rule says', (t) => {
  const mild = policy('require: [], onMissing: allow, onUnavailable: allow')
  for (const fact of ['unpublished', 'not-offered', 'unfetchable', 'attested-other', 'signed-dana'])
    t.is(decided([known(FACTS[fact]), lock([GITHUB])], mild), 'block TC2209', fact)
  t.is(decided([lock([GITHUB])], mild), 'block TC2209')
  t.is(decided([], mild), 'allow TC0000')
})

test('what can not be read or is of no known kind blocks, unless one that is known is met', (t) => {
  const unreadable: LockIdentity = { kind: 'unreadable', why: 'an entry that is no table' }
  for (const identity of [
    unreadable,
    named({}),
    named({ kind: 'Forgejo', repository: 'pallets/flask' }),
    named({ kind: 'github', repository: 'pallets/flask', workflow: 'publish.yaml' }),
    named({ kind: 'GitHub', repository: 'pallets/flask' }),
    named({ kind: 'constructor' }),
  ]) {
    t.is(decided([attested(), lock([identity])]), 'block TC2210')
    t.is(decided([attested(), lock([identity, GITHUB])]), 'allow TC0000')
    t.is(decided([attested(EVIL), lock([GITHUB, identity])]), 'block TC2210')
  }
})

test('it never makes anything milder: what the rule asks for is asked as before', (t) => {
  const strict = policyOf(`
identities: { other: { kind: github, repository: other/flask } }
requirements: { q: { attestation: { by: [other] } } }
rules: [ { id: r, match: { project: ["*"] }, require: [q] } ]`)
  t.is(decided([attested(), lock([GITHUB])], strict), 'block TC2201')
  t.is(decided([attested(), lock([GITHUB])], policy('deny: no')), 'block TC4001')
  t.is(decided([wanting('attestation', 'invalid', 'TC2113'), attested(), lock([GITHUB])]), 'block TC2113')
})

test('the policy’s mode softens it as it softens the policy', (t) => {
  t.is(decided([attested(EVIL), lock([GITHUB])], policy('require: []', 'mode: warn')), 'warn TC2209')
})

test('an exception that waives attestations waives it, and no other does', (t) => {
  const waiving = (waive: string) =>
    policy(
      'require: []',
      `exceptions: [ { id: e, match: { project: [flask], sha256: ["${sha('a')}"] }, waive: [${waive}], owner: o, reason: r, created: "2026-10-01", expires: "2026-12-01" } ]`,
    )
  const facts = [attested(EVIL), lock([GITHUB])]
  t.like(evaluate(question(facts), waiving('attestation'), NOW), { decision: 'allow', exception: 'e' })
  t.is(decided(facts, waiving('publisher, provenance, hash, transparency')), 'block TC2209')
})

test('what is refused names whom the lock file wants and who it was, and can be excepted', (t) => {
  const [reason] = evaluate(question([attested(EVIL), lock([GITHUB])]), policy(), NOW).reasons
  t.regex(reason?.expected ?? '', /GitHub pallets\/flask publish\.yaml/)
  t.regex(reason?.found ?? '', /evil\/flask/)
  t.true(reason?.fix.some((fix) => fix.startsWith('trustctl exception request')))
})

test('a wheel that was built from a judged source is not asked again', (t) => {
  const asked = { ...question([known(FACTS['derived']), lock([GITHUB])], { channel: 'derived' }) }
  t.is(evaluate(asked, policy(), NOW).decision, 'allow')
})

test('what was asked is in the explanation', (t) => {
  const { layers } = explain(question([attested(EVIL), lock([GITHUB])]), [policy()], NOW)
  t.like(layers[0]?.rules[0]?.matched?.requirements[0], {
    name: 'lock file',
    type: 'lock-file',
    outcome: 'rejected',
    effect: 'block',
  })
})
