import test from 'ava'
import { evaluate } from '../../../src/policy/index.ts'
import type { Fact, KeyPublisher } from '../../../src/verdict/index.ts'
import { attested, NOW, PALLETS, policyOf, publisherFact, question, wanting } from '../world.ts'

const IDENTITIES = `identities:
  site: { kind: github, repository: pallets/* }
  one: { kind: keyring, keyring: acme-release }
  two: { kind: keyring, keyring: acme-release, atLeast: 2 }
`

function decide(requirement: string, facts: readonly Fact[], settings = ''): string {
  const rule = `rules: [ { id: r, match: { project: ["*"] }, require: [q]${settings} } ]`
  const policy = policyOf(`${IDENTITIES}requirements: { q: ${requirement} }\n${rule}`)
  const { decision, code } = evaluate(question(facts), policy, NOW)
  return `${decision} ${code}`
}

const keyOf = (owner: string, ...keyrings: readonly string[]): KeyPublisher => ({
  kind: 'key',
  issuer: '',
  subject: owner,
  fingerprint: owner,
  keyrings,
  owner,
})

const byKey = (owner: string, keyring = 'acme-release', changes: Parameters<typeof attested>[1] = {}) =>
  attested(keyOf(owner, keyring), { log: [], signedAt: null, ...changes })

const DANA = byKey('Dana <dana@acme.example>')
const KIM = byKey('Kim <kim@acme.example>')

test('an attestation by a key of the keyring is accepted, and by no other', (t) => {
  const one = '{ attestation: { by: [one] } }'
  t.is(decide(one, [DANA]), 'allow TC0000')
  t.is(decide(one, [byKey('Dana <dana@acme.example>', 'other')]), 'block TC2201')
  t.is(decide(one, [attested()]), 'block TC2201')
  t.is(decide('{ attestation: { by: [site] } }', [DANA]), 'block TC2201')
  t.is(decide('{ attestation: { by: [site, one] } }', [DANA]), 'allow TC0000')
  t.is(decide('{ attestation: { by: [site, one] } }', [attested(PALLETS)]), 'allow TC0000')
  t.is(decide('{ attestation: {} }', [DANA]), 'allow TC0000')
})

test('a key of a Sigstore instance is in no keyring', (t) => {
  t.is(decide('{ attestation: { by: [one] } }', [attested(keyOf('Dana'))]), 'block TC2201')
})

test('people are counted, not keys', (t) => {
  const two = '{ attestation: { by: [two] } }'
  t.is(decide(two, [DANA, KIM]), 'allow TC0000')
  t.is(decide(two, [DANA]), 'block TC3202')
  t.is(decide(two, [DANA, byKey('D. <DANA@acme.example>')]), 'block TC3202')
  t.is(decide(two, [DANA, byKey('Kim <kim@acme.example>', 'other')]), 'block TC3202')
  t.is(decide(two, [DANA, attested()]), 'block TC3202')
  t.is(decide(two, [DANA], ', onMissing: warn'), 'warn TC3202')
  const open = wanting('attestation', 'unavailable', 'TC2104')
  t.is(decide(two, [DANA, open], ', onMissing: warn'), 'block TC3202')
})

test('only attestations that are all that is asked for are counted', (t) => {
  const slsa = '{ attestation: { by: [two], predicate: [slsa-provenance] } }'
  const both = [DANA, KIM].map((fact) => ({ ...fact, predicate: 'slsa-provenance' as const }))
  t.is(decide(slsa, both), 'allow TC0000')
  t.is(decide(slsa, [...both.slice(0, 1), KIM]), 'block TC3202')
})

test('a plain key has no log: where one is asked for, it is refused', (t) => {
  const logged = '{ all: [ { attestation: { by: [one] } }, { transparency: { logs: [sigstore-public] } } ] }'
  t.is(decide(logged, [DANA]), 'block TC2203')
  t.is(decide(logged, [DANA, attested()]), 'block TC2203')
  const entry = { log: 'sigstore-public', index: '1', integratedTime: NOW }
  t.is(decide(logged, [byKey('Dana <dana@acme.example>', 'acme-release', { log: [entry] })]), 'allow TC0000')
})

test('the remembered publisher may be a key, and another key is a change', (t) => {
  const pin = '{ attestation: { by: [tofu-pin] } }'
  const publisher = keyOf('Dana <dana@acme.example>', 'acme-release')
  t.is(decide(pin, [DANA, publisherFact('same', publisher)]), 'allow TC0000')
  t.is(decide(pin, [DANA, publisherFact('changed', publisher)]), 'block TC2204')
})
