import fc from 'fast-check'
import test from 'ava'
import { evaluate, type Policy } from '../../../src/policy/index.ts'
import type { Fact } from '../../../src/verdict/index.ts'
import { artifactOf, attested, FACTS, NOW, PALLETS, policyOf, question, RUN, sha, wanting } from '../world.ts'

const DAY = 86_400

function policy(waive: string, match = `project: [flask], sha256: [${sha('a')}]`): Policy {
  return policyOf(`requirements: { attested: { attestation: {} } }
rules:
  - { id: sdists, match: { kind: [sdist] }, deny: no sdists }
  - { id: rest, match: { project: ["*"] }, require: [attested] }
exceptions:
  - { id: EX-1, match: { ${match} }, waive: [${waive}], owner: dana, reason: reviewed, created: "2026-10-01", expires: "2026-12-01" }`)
}

function decide(
  rules: Policy,
  facts: readonly Fact[] = [],
  kind: 'wheel' | 'sdist' = 'wheel',
  now = NOW,
): string {
  const { decision, code, rule, exception } = evaluate(question(facts, { kind }), rules, now)
  return `${decision} ${code} ${rule} ${exception ?? '-'}`
}

test('an exception lets its file pass, and says so', (t) => {
  t.is(decide(policy('attestation')), 'allow TC4009 rest EX-1')
})

test('one that is not needed is not used', (t) => {
  t.is(decide(policy('attestation'), [attested()]), 'allow TC0000 rest -')
})

test('other checks, other files, other projects, other versions are not waived', (t) => {
  const refused = 'block TC2102 rest -'
  t.is(decide(policy('signature')), refused)
  t.is(decide(policy('attestation', `project: [flask], sha256: [${sha('b')}]`)), refused)
  t.is(decide(policy('attestation', `project: [django], sha256: [${sha('a')}]`)), refused)
  t.is(decide(policy('attestation', `project: [flask], version: "==3.1.1", sha256: [${sha('a')}]`)), refused)
  t.is(
    decide(policy('attestation', `project: [flask], version: "==3.1.2", sha256: [${sha('a')}]`)),
    'allow TC4009 rest EX-1',
  )
})

const decisionAt = (now: number) => decide(policy('attestation'), [], 'wheel', now).slice(0, 5)

test('it begins and ends with its days, in UTC', (t) => {
  const [from, until] = [Date.parse('2026-10-01T00:00:00Z') / 1000, Date.parse('2026-12-01T00:00:00Z') / 1000]
  t.deepEqual([from - 1, from, until - 1, until, until + 30 * DAY].map(decisionAt), [
    'block',
    'allow',
    'allow',
    'block',
    'block',
  ])
})

test('to waive the word against a source still asks what later rules require', (t) => {
  t.is(decide(policy('signature'), [attested()], 'sdist'), 'block TC4006 sdists -')
  t.is(decide(policy('source'), [attested()], 'sdist'), 'allow TC4009 sdists EX-1')
  t.is(decide(policy('source'), [], 'sdist'), 'block TC4006 sdists -')
  t.is(decide(policy('source, attestation'), [], 'sdist'), 'allow TC4009 sdists EX-1')
})

test('a wheel of the wheel cache may be excused by the digest of its source', (t) => {
  const derived: Fact = { check: 'derivation', result: 'ok', from: sha('c'), tainted: false }
  const rules = policy('source, attestation', `project: [flask], sha256: [${sha('c')}]`)
  const asked = { ...question([derived]), artifact: artifactOf({ channel: 'wheel-cache' }), run: RUN }
  t.is(evaluate(asked, rules, NOW).exception, 'EX-1')
})

test('the floor is not waived', (t) => {
  const rules = policyOf(`requirements: { attested: { attestation: {} } }
floor: [ { require: [attested] }, { match: { kind: [sdist] }, deny: never } ]
rules: [ { id: rest, match: { project: ["*"] }, require: [attested] } ]
exceptions:
  - { id: E, match: { project: ["*"], sha256: [${sha('a')}] }, waive: [attestation, transparency, signature, source], owner: o, reason: r, created: "2026-10-01", expires: "2026-12-01" }`)
  t.is(decide(rules).slice(0, 5), 'block')
  t.is(decide(rules, [attested()], 'sdist').slice(0, 5), 'block')
})

const facts = fc.subarray(Object.values(FACTS))
const broken = fc.constantFrom<Fact>(
  wanting('integrity', 'invalid', 'TC1002'),
  wanting('attestation', 'invalid', 'TC2113'),
  wanting('signature', 'invalid', 'TC3111'),
  wanting('derivation', 'invalid', 'TC1012'),
)

test('no exception, mode, rule or other evidence outweighs what is invalid', (t) => {
  const policies = ['enforce', 'warn', 'audit'].map((mode) =>
    policyOf(`mode: ${mode}
indexes: { default: { from: pip, allowInsecure: true } }
rules: [ { id: all, match: { project: ["*"] }, require: [] } ]
exceptions:
  - { id: E, match: { project: ["*"], sha256: [${sha('a')}, ${sha('c')}] }, waive: [attestation, transparency, signature, source], owner: o, reason: r, created: "2026-10-01", expires: "2026-12-01" }`),
  )
  const kinds = fc.constantFrom('wheel', 'sdist', 'vcs', 'directory')
  const channels = fc.constantFrom('index', 'file', 'cache', 'wheel-cache', 'derived', 'direct-url')
  fc.assert(
    fc.property(
      fc.constantFrom(...policies),
      facts,
      broken,
      kinds,
      channels,
      (rules, others, bad, kind, channel) => {
        const asked = question([...others, bad, attested(PALLETS)], { kind, channel })
        const { decision, rule, exception } = evaluate(asked, rules, NOW)
        return decision === 'block' && rule === 'integrity' && exception === null
      },
    ),
  )
  t.pass()
})
