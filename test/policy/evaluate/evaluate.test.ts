import test from 'ava'
import { evaluate, type Policy, type PolicyQuestion } from '../../../src/policy/index.ts'
import type { Fact } from '../../../src/verdict/index.ts'
import {
  artifactOf,
  attested,
  NOW,
  policyOf,
  question,
  RUN,
  sha,
  wanting,
  type ArtifactChanges,
} from '../world.ts'

function decide(policy: Policy, asked: PolicyQuestion, now = NOW): string {
  const { decision, code, rule } = evaluate(asked, policy, now)
  return `${decision} ${code} ${rule}`
}

const of = (changes: ArtifactChanges, facts: readonly Fact[] = []): PolicyQuestion => question(facts, changes)
const ANYTHING = '  - { id: rest, match: { project: ["*"] }, require: [] }'

test('where no rule matches, the artifact is refused', (t) => {
  t.is(decide(policyOf('rules: []'), of({})), 'block TC4002 none')
  t.is(
    decide(policyOf('rules: [ { id: a, match: { project: [django] }, require: [] } ]'), of({})),
    'block TC4002 none',
  )
})

test('the first rule that matches decides', (t) => {
  const policy = policyOf(`rules:\n  - { id: a, match: { kind: [wheel] }, deny: no wheels }\n${ANYTHING}`)
  t.is(decide(policy, of({})), 'block TC4001 a')
  t.is(decide(policy, of({ kind: 'sdist' })), 'allow TC0000 rest')
})

test('names are compared as PEP 503 has them', (t) => {
  const policy = policyOf(`rules:\n  - { id: a, match: { project: ["Acme_*"] }, deny: ours }\n${ANYTHING}`)
  t.is(decide(policy, of({ project: 'acme.pay' })), 'block TC4001 a')
  t.is(decide(policy, of({ project: 'acme' })), 'allow TC0000 rest')
})

test('our names only come from our index, by whatever road', (t) => {
  const policy = policyOf(`indexes: { acme: { url: "https://acme.example/simple" } }
rules:
  - { id: ours, match: { project: ["acme-*"], indexNot: [acme] }, deny: only from our index }
${ANYTHING}`)
  const project = 'acme-pay'
  t.is(decide(policy, of({ project, indexUrl: 'https://acme.example/simple/' })), 'allow TC0000 rest')
  t.is(decide(policy, of({ project, indexUrl: 'https://ACME.example:443/simple' })), 'allow TC0000 rest')
  const wrong: readonly ArtifactChanges[] = [
    {},
    { indexUrl: 'https://acme.example/simple/evil/' },
    { indexUrl: 'https://acme.example.evil.example/simple/' },
    { indexUrl: 'http://acme.example/simple/' },
    { channel: 'direct-url' },
    { channel: 'file', location: '/tmp/x.whl' },
    { channel: 'find-links' },
    { channel: 'cache', indexUrl: null },
  ]
  for (const changes of wrong)
    t.is(decide(policy, of({ project, ...changes })), 'block TC4001 ours', JSON.stringify(changes))
})

test('an index that is not named is the default one', (t) => {
  const policy = policyOf(`indexes: { acme: { url: "https://acme.example/simple" }, any: { from: pip } }
rules:
  - { id: d, match: { index: [default] }, require: [] }
  - { id: a, match: { index: [acme] }, deny: no }
  - { id: rest, match: { project: ["*"] }, warn: from no index }`)
  t.is(decide(policy, of({})), 'allow TC0000 d')
  t.is(decide(policy, of({ indexUrl: 'https://acme.example/simple/' })), 'block TC4001 a')
  t.is(decide(policy, of({ channel: 'direct-url' })), 'warn TC4001 rest')
})

test('context, channel, projectNot', (t) => {
  const policy = policyOf(`rules:
  - { id: ci, match: { context: [ci], channel: [direct-url] }, deny: not in ci }
  - { id: but, match: { projectNot: [flask] }, deny: only flask }
${ANYTHING}`)
  const direct = of({ channel: 'direct-url' })
  t.is(decide(policy, { ...direct, run: { ...RUN, context: 'ci' } }), 'block TC4004 ci')
  t.is(decide(policy, direct), 'allow TC0000 rest')
  t.is(decide(policy, of({ project: 'django' })), 'block TC4001 but')
})

test('a tree of unknown name is matched by * alone, and is no project that is named', (t) => {
  const policy = policyOf(`rules:
  - { id: a, match: { project: ["a*", "*-x"] }, require: [] }
  - { id: b, match: { project: ["*"] }, warn: unknown }`)
  t.is(decide(policy, of({ kind: 'directory', channel: 'directory', project: null })), 'warn TC4001 b')
})

test('the floor stands beside every rule', (t) => {
  const policy = policyOf(`requirements: { attested: { attestation: {} } }
floor:
  - { id: no-sdists, match: { kind: [sdist] }, deny: no sdists }
  - { require: [attested] }
rules:
${ANYTHING}`)
  t.is(decide(policy, of({}, [attested()])), 'allow TC0000 rest')
  t.is(decide(policy, of({})), 'block TC2102 floor')
  t.is(decide(policy, of({ kind: 'sdist' }, [attested()])), 'block TC4006 no-sdists')
})

const ofMode = (mode: string) =>
  policyOf(`mode: ${mode}\nrules:\n  - { id: a, match: { kind: [wheel] }, deny: no }`)

test('modes soften policy, and never integrity', (t) => {
  t.is(decide(ofMode('enforce'), of({})), 'block TC4001 a')
  t.is(decide(ofMode('warn'), of({})), 'warn TC4001 a')
  t.is(decide(ofMode('audit'), of({})), 'allow TC4001 a')
  for (const mode of ['enforce', 'warn', 'audit']) {
    t.is(decide(ofMode(mode), of({}, [wanting('signature', 'invalid', 'TC3111')])), 'block TC3111 integrity')
    t.is(decide(ofMode(mode), of({ channel: 'wheel-cache' })), 'block TC1012 integrity')
  }
})

test('a plain-http index can be allowed by name, and by name only', (t) => {
  const index = '"http://lan.example/simple/"'
  const policy = policyOf(`indexes: { lan: { url: ${index}, allowInsecure: true } }\nrules:\n${ANYTHING}`)
  const lan = { indexUrl: 'http://lan.example/simple/', insecure: true }
  t.is(decide(policy, of(lan)), 'allow TC0000 rest')
  t.is(decide(policy, of({ ...lan, indexUrl: 'http://other.example/simple/' })), 'block TC4003 floor')
  t.is(decide(policyOf(`rules:\n${ANYTHING}`), of(lan)), 'block TC4003 floor')
})

test('schemes without authentication, and machines that are this one', (t) => {
  const policy = policyOf(`rules:\n${ANYTHING}`)
  const at = (location: string) => decide(policy, of({ kind: 'vcs', channel: 'vcs', location }))
  for (const location of [
    'git+http://h.example/r',
    'git://h.example/r',
    'svn://h.example/r',
    'http://127.0.0.1.evil.example/',
  ]) {
    t.is(at(location), 'block TC4003 floor', location)
  }
  for (const location of [
    'git+https://h.example/r',
    'git+ssh://git@h.example/r',
    'git+http://127.0.0.1:80/r',
    'http://[::1]/r',
  ]) {
    t.is(at(location), 'allow TC0000 rest', location)
  }
})

test('a cached wheel is judged by its source when that is known', (t) => {
  const policy = policyOf(`requirements: { attested: { attestation: {} } }
rules:
  - { id: s, match: { kind: [sdist], index: [default] }, require: [attested] }
  - { id: rest, match: { project: ["*"] }, deny: no }`)
  const derived: Fact = { check: 'derivation', result: 'ok', from: sha('c'), tainted: false }
  const asked = of({ channel: 'wheel-cache', location: '/cache/x.whl' }, [derived])
  const source = { artifact: artifactOf({ kind: 'sdist' }), facts: [attested()], offer: 'offered' as const }
  t.is(decide(policy, { ...asked, source }), 'allow TC0000 s')
  t.is(decide(policy, { ...asked, source: { ...source, facts: [] } }), 'block TC2102 s')
  t.is(
    decide(policy, { ...asked, source: { ...source, facts: [wanting('attestation', 'invalid', 'TC2113')] } }),
    'block TC2113 integrity',
  )
  t.is(decide(policy, asked), 'block TC4001 rest')
  t.is(decide(policy, { ...asked, facts: [], source }), 'block TC1012 integrity')
})

test('a rule may still deny a wheel that was built in this run', (t) => {
  const derived: Fact = { check: 'derivation', result: 'ok', from: sha('c'), tainted: false }
  const policy = policyOf(`rules:\n  - { id: a, match: { project: [flask] }, deny: no }`)
  t.is(decide(policy, of({ channel: 'derived' }, [derived])), 'block TC4001 a')
})
