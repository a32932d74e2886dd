import test from 'ava'
import { evaluate, type PolicyQuestion } from '../../../src/policy/index.ts'
import {
  agedOf,
  attested,
  NOW,
  PALLETS,
  policyOf,
  publisherFact,
  question,
  RUN,
  stateOf,
  wanting,
} from '../world.ts'

const at = (date: string) => Date.parse(`${date}Z`) / 1000
const MISSING = wanting('attestation', 'missing', 'TC2102')

const POLICY = policyOf(`requirements: { q: { attestation: {} } }
rules: [ { id: r, match: { project: ["*"] }, require: [q], onMissing: allow } ]
rollout:
  - { rule: r, set: { onMissing: block }, from: "2027-01-15", warnFrom: "2026-11-15" }
  - { rule: r, set: { onMissing: warn }, from: "2026-12-15" }`)

const decidedAt = (date: string, asked: PolicyQuestion = question([MISSING])) => {
  const { decision, reasons } = evaluate(asked, POLICY, at(date))
  return [decision, ...reasons.map(({ code }) => code)].join(' ')
}

test('a rollout begins with its days in UTC, and is announced before', (t) => {
  t.is(decidedAt('2026-11-14T23:59:59'), 'allow')
  t.is(decidedAt('2026-11-15T00:00:00'), 'warn TC4017')
  t.is(decidedAt('2026-12-14T23:59:59'), 'warn TC4017')
  t.is(decidedAt('2026-12-15T00:00:00'), 'warn TC2102 TC4017')
  t.is(decidedAt('2027-01-14T23:59:59'), 'warn TC2102 TC4017')
  t.is(decidedAt('2027-01-15T00:00:00'), 'block TC2102')
})

test('what passes then as well is not warned about', (t) => {
  for (const date of ['2026-11-15T00:00:00', '2027-01-15T00:00:00'])
    t.is(decidedAt(date, question([attested()])), 'allow')
})

test('the announcement names the day and what is wanting', (t) => {
  const [reason] = evaluate(question([MISSING]), POLICY, at('2026-11-20T00:00:00')).reasons
  t.like(reason, { expected: 'from 2027-01-15T00:00Z: an attestation', found: 'what is' })
})

const AVAILABLE = policyOf(`availability: { evidence: { maxAge: 7d, then: block } }
requirements: { q: { attestation: { by: [site] } } }
identities: { site: { kind: github, repository: pallets/* } }
rules: [ { id: r, match: { project: ["*"] }, require: [q], onUnavailable: warn } ]`)

const WEEK = 7 * 86_400
const OUT_OF_REACH = wanting('attestation', 'unavailable', 'TC2104')

function withMemory(secondsAgo: number | null, facts = [OUT_OF_REACH]): string {
  const remembered = secondsAgo === null ? null : { at: NOW - secondsAgo, facts: [attested()] }
  const asked: PolicyQuestion = { ...question(facts), offer: 'unavailable', remembered }
  const { decision, code } = evaluate(asked, AVAILABLE, NOW)
  return `${decision} ${code}`
}

test('what verified within the time stands in, to the second; then what is said follows, not onUnavailable', (t) => {
  t.is(withMemory(0), 'allow TC0000')
  t.is(withMemory(WEEK), 'allow TC0000')
  t.is(withMemory(WEEK + 1), 'block TC4019')
  t.is(withMemory(null), 'block TC2104')
  t.is(withMemory(-1), 'block TC4019')
})

test('what is missing, broken or by a stranger is not made good by memory', (t) => {
  const remembered = { at: NOW, facts: [attested()] }
  const codeOf = (facts: PolicyQuestion['facts']) =>
    evaluate({ ...question(facts), remembered }, AVAILABLE, NOW).code
  t.is(codeOf([MISSING]), 'TC2102')
  t.is(codeOf([OUT_OF_REACH, wanting('attestation', 'invalid', 'TC2113')]), 'TC2113')
  const stranger = { ...question([OUT_OF_REACH]), remembered: { at: NOW, facts: [MISSING] } }
  t.is(evaluate(stranger, AVAILABLE, NOW).code, 'TC2104')
})

test('where nothing is set, the rule says what follows', (t) => {
  const policy = policyOf(
    'requirements: { q: { attestation: {} } }\nrules: [ { id: r, match: { project: ["*"] }, require: [q], onUnavailable: warn } ]',
  )
  const asked = { ...question([OUT_OF_REACH]), remembered: { at: NOW, facts: [attested()] } }
  t.is(evaluate(asked, policy, NOW).decision, 'warn')
})

const BYPASS = { reason: 'the build must go out', by: 'dana', from: NOW, until: NOW + 3600 }
const DENIES = policyOf('rules: [ { id: r, match: { project: ["*"] }, deny: no } ]')

const bypassed = (changes: Partial<PolicyQuestion>, now = NOW) => {
  const { decision, reasons } = evaluate({ ...question([]), bypass: BYPASS, ...changes }, DENIES, now)
  return [decision, ...reasons.map(({ code }) => code)].join(' ')
}

test('a bypass: from its beginning until before its end, never in ci, and never for what is broken', (t) => {
  t.is(bypassed({}), 'warn TC4001 TC4012')
  t.is(bypassed({}, NOW - 1), 'block TC4001')
  t.is(bypassed({}, NOW + 3599), 'warn TC4001 TC4012')
  t.is(bypassed({}, NOW + 3600), 'block TC4001')
  t.is(bypassed({ run: { ...RUN, context: 'ci' } }), 'block TC4001')
  t.is(bypassed({ facts: [wanting('integrity', 'invalid', 'TC1002')] }), 'block TC1002')
  t.is(bypassed({ bypass: null }), 'block TC4001')
})

test('a name that was seen on a private index comes from no other', (t) => {
  const policy = policyOf(`indexes: { acme: { url: "https://acme.example/simple", private: true } }
rules: [ { id: r, match: { project: ["*"] }, require: [] } ]
exceptions:
  - { id: E, match: { project: ["*"], sha256: [${'a'.repeat(64)}] }, waive: [source, attestation, publisher, hash, age], owner: o, reason: r, created: "2026-10-01", expires: "2026-12-01" }`)
  const decide = (indexUrl: string, seenOn: readonly string[]) => {
    const { decision, code, rule } = evaluate({ ...question([], { indexUrl }), seenOn }, policy, NOW)
    return `${decision} ${code} ${rule}`
  }
  const home = 'https://ACME.example:443/simple/'
  t.is(decide('https://pypi.example/simple/', [home]), 'block TC4011 floor')
  t.is(decide('https://acme.example/simple/', [home]), 'allow TC0000 r')
  t.is(decide('https://pypi.example/simple/', ['https://pypi.example/simple/']), 'allow TC0000 r')
  t.is(decide('https://pypi.example/simple/', []), 'allow TC0000 r')
})

const waiving = (waive: string, floor = '[]') =>
  policyOf(`floor: ${floor}
requirements:
  aged: { age: { min: 72h } }
  pinned: { hash: { from: [pylock] } }
  known: { attestation: { by: [tofu-pin] } }
rules: [ { id: r, match: { project: ["*"] }, require: [aged, pinned, known] } ]
exceptions:
  - { id: E, match: { project: ["*"], sha256: [${'a'.repeat(64)}] }, waive: [${waive}], owner: o, reason: r, created: "2026-10-01", expires: "2026-12-01" }`)

test('age, hash and publisher can be waived, each for itself; the floor can not', (t) => {
  const young = [agedOf(1), attested(), { ...stateOf('changed-provenance') }]
  const code = (waive: string, floor?: string) => evaluate(question(young), waiving(waive, floor), NOW).code
  t.is(code('age, hash'), 'TC4009')
  t.is(code('age'), 'TC4015')
  t.is(code('hash'), 'TC4015')
  t.is(code('age, hash', '[ { require: [aged] } ]'), 'TC4015')
  const stranger = { ...attested(), publisher: { ...PALLETS, repository: 'evil/flask' } }
  const byAnother = [...young.slice(0, 1), stranger, publisherFact('changed', stranger.publisher)]
  t.is(evaluate(question(byAnother), waiving('age, hash'), NOW).decision, 'block')
  t.is(evaluate(question(byAnother), waiving('age, hash, publisher'), NOW).code, 'TC4009')
  t.is(evaluate(question([agedOf(1)]), waiving('age, hash, publisher'), NOW).decision, 'block')
  t.is(code('age, hash, publisher', '[ { provenanceState: { deny: [changed-provenance] } } ]'), 'TC2204')
})
