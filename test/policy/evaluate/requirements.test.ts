import test from 'ava'
import { evaluate } from '../../../src/policy/index.ts'
import type { Fact, Publisher } from '../../../src/verdict/index.ts'
import { attested, NOW, PALLETS, policyOf, question, signed, wanting } from '../world.ts'

const IDENTITIES = `identities:
  site: { kind: github, repository: pallets/*, workflow: publish.yaml, refs: ["refs/tags/*"] }
  lab: { kind: gitlab, repository: pallets/group/*, environment: pypi }
  ci: { kind: google, email: "*@build.example" }
  dana: { kind: email, email: dana@acme.example, issuer: "https://login.example" }
  one: { kind: keyring, keyring: acme-release }
  two: { kind: keyring, keyring: acme-release, atLeast: 2 }
`

function decide(requirement: string, facts: readonly Fact[], settings = ''): string {
  const rule = `rules: [ { id: r, match: { project: ["*"] }, require: [q]${settings} } ]`
  const policy = policyOf(`${IDENTITIES}requirements: { q: ${requirement} }\n${rule}`)
  const { decision, code } = evaluate(question(facts), policy, NOW)
  return `${decision} ${code}`
}

const by = (name: string, publisher: Publisher, settings = ''): string =>
  decide(`{ attestation: { by: [${name}] } }`, [attested(publisher)], settings)

test('a publisher is accepted by kind, issuer, repository, workflow and ref, each whole', (t) => {
  t.is(by('site', PALLETS), 'allow TC0000')
  const others: readonly Partial<typeof PALLETS>[] = [
    { repository: 'evil/flask' },
    { repository: 'pallets/flask/evil' },
    { repository: 'evil/pallets/flask' },
    { repository: 'Pallets/flask' },
    { workflow: 'other.yaml' },
    { workflow: 'publish.yaml.evil' },
    { ref: 'refs/heads/main' },
    { ref: 'refs/tags/a/b' },
    { ref: null },
    { issuer: 'https://token.actions.githubusercontent.com.evil.example' },
    { issuer: 'https://gitlab.com' },
  ]
  for (const change of others)
    t.is(by('site', { ...PALLETS, ...change }), 'block TC2201', JSON.stringify(change))
})

test('the same repository name at another forge is another publisher', (t) => {
  const lab: Publisher = {
    kind: 'gitlab',
    issuer: 'https://gitlab.com',
    subject: 'x',
    repository: 'pallets/group/flask',
    workflow: 'ci.yml',
    ref: null,
    commit: null,
    trigger: null,
    environment: 'pypi',
    repositoryId: null,
    ownerId: null,
  }
  t.is(by('lab', lab), 'allow TC0000')
  t.is(by('lab', { ...lab, environment: null }), 'block TC2201')
  t.is(by('lab', { ...PALLETS, repository: 'pallets/group/flask', environment: 'pypi' }), 'block TC2201')
  t.is(
    by('site', { ...lab, repository: 'pallets/flask', workflow: 'publish.yaml', ref: 'refs/tags/1' }),
    'block TC2201',
  )
})

test('addresses go with their issuer', (t) => {
  const google: Publisher = {
    kind: 'google',
    issuer: 'https://accounts.google.com',
    subject: 'x',
    email: 'a@build.example',
  }
  const dana: Publisher = {
    kind: 'email',
    issuer: 'https://login.example',
    subject: 'x',
    email: 'dana@acme.example',
  }
  t.is(by('ci', google), 'allow TC0000')
  t.is(by('ci', { ...google, email: 'a@x@build.example' }), 'block TC2201')
  t.is(by('ci', { ...google, issuer: 'https://login.example' }), 'block TC2201')
  t.is(by('dana', dana), 'allow TC0000')
  t.is(by('dana', { ...dana, issuer: 'https://login.example/' }), 'block TC2201')
  t.is(by('dana', { ...google, email: 'dana@acme.example' }), 'block TC2201')
  t.is(
    by('dana', { kind: 'other', issuer: 'https://login.example', subject: 'dana@acme.example' }),
    'block TC2201',
  )
})

test('a stranger is refused even where absence is allowed', (t) => {
  t.is(
    by('site', { ...PALLETS, repository: 'evil/flask' }, ', onMissing: allow, onUnavailable: allow'),
    'block TC2201',
  )
  t.is(decide('{ signature: { by: [one] } }', [signed('Eve', 'other')], ', onMissing: allow'), 'block TC3201')
})

test('one attestation must be all that is asked for', (t) => {
  const both =
    '{ all: [ { attestation: { predicate: [publish], by: [site] } }, { transparency: { logs: [private] } } ] }'
  const logged = attested(PALLETS, { log: [{ log: 'private', index: '1', integratedTime: NOW }] })
  const stranger = attested({ ...PALLETS, repository: 'evil/flask' }, { log: logged.log })
  t.is(decide(both, [logged]), 'allow TC0000')
  t.is(decide(both, [attested()]), 'block TC2203')
  t.is(decide(both, [attested(), stranger]), 'block TC2203')
  t.is(decide(both, [attested(PALLETS, { predicate: 'slsa-provenance', log: logged.log })]), 'block TC2202')
  t.is(decide('{ transparency: { logs: [private] } }', [attested()]), 'block TC2203')
})

test('people are counted, not keys', (t) => {
  const two = '{ signature: { by: [two] } }'
  const dana = signed('Dana <dana@acme.example>', 'acme-release', 'A1'.repeat(20))
  const danaAgain = signed('D. <DANA@acme.example>', 'acme-release', 'A2'.repeat(20))
  const kim = signed('Kim <kim@acme.example>', 'acme-release', 'A3'.repeat(20))
  t.is(decide(two, [dana, kim]), 'allow TC0000')
  t.is(decide(two, [dana, danaAgain]), 'block TC3202')
  t.is(decide(two, [dana, signed('Kim <kim@acme.example>', 'other')]), 'block TC3202')
  t.is(decide('{ signature: { by: [one] } }', [danaAgain]), 'allow TC0000')
})

test('absence and ignorance have their own settings', (t) => {
  const settings = ', onMissing: record, onUnavailable: warn'
  const attestation = '{ attestation: {} }'
  t.is(decide(attestation, [wanting('attestation', 'missing', 'TC2102')], settings), 'allow TC2102')
  t.is(decide(attestation, [wanting('attestation', 'unavailable', 'TC2104')], settings), 'warn TC2104')
  t.is(decide(attestation, [], ', onMissing: allow'), 'allow TC0000')
  t.is(
    decide('{ signature: { by: [one] } }', [wanting('signature', 'unavailable', 'TC3102')], settings),
    'warn TC3102',
  )
  t.is(decide('{ signature: { by: [one] } }', [], settings), 'allow TC3101')
  t.is(decide(attestation, []), 'block TC2102')
})

test('any takes what is there; all and atLeast take no less than they say', (t) => {
  const [a, s] = ['{ attestation: {} }', '{ signature: { by: [one] } }']
  const [at, sig] = [attested(), signed('Dana', 'acme-release')]
  t.is(decide(`{ any: [ ${a}, ${s} ] }`, [sig]), 'allow TC0000')
  t.is(decide(`{ any: [ ${a}, ${s} ] }`, []), 'block TC2102')
  t.is(decide(`{ all: [ ${a}, ${s} ] }`, [at]), 'block TC3101')
  t.is(decide(`{ all: [ ${a}, ${s} ] }`, [at, sig]), 'allow TC0000')
  const three = `{ atLeast: 2, of: [ ${a}, ${s}, { all: [ ${a}, { any: [ ${s} ] } ] } ] }`
  t.is(decide(three, [at]), 'block TC3101')
  t.is(decide(three, [at, sig]), 'allow TC0000')
})

test('reasons say what was expected, what was found and what helps', (t) => {
  const policy = policyOf(`${IDENTITIES}requirements: { q: { attestation: { by: [site] } } }
rules: [ { id: r, match: { project: ["*"] }, require: [q], message: "ask about {project} {version} {filename}" } ]`)
  const evil = attested({ ...PALLETS, repository: 'evil/flask' })
  const { reasons, policy: ref } = evaluate(question([evil]), policy, NOW)
  t.is(ref.at, 'policy.yaml:12')
  t.is(reasons[0]?.expected, 'an attestation by github pallets/* publish.yaml ref refs/tags/*')
  t.is(reasons[0]?.found, 'GitHub evil/flask')
  t.is(reasons[0]?.fix[0], 'ask about flask 3.1.2 flask-3.1.2-py3-none-any.whl')
})
