import test from 'ava'
import { isAbout, lastRefused, parseTarget } from '../../src/exceptions/index.ts'
import { known, policyOf } from '../policy/world.ts'
import { decided } from './decided.ts'

const POLICY = policyOf(
  'requirements: { r: { attestation: {} } }\nrules: [{ id: all, match: { project: ["*"] }, require: [r], onMissing: block }]\n',
)

test('a release, a project and a reference are targets', (t) => {
  t.like(parseTarget('Flask==3.1.2'), { kind: 'project', project: 'flask', version: '3.1.2' })
  t.like(parseTarget('my_project'), { kind: 'project', project: 'my-project', version: null })
  t.like(parseTarget('TC2103-7f3a'), { kind: 'ref', ref: 'TC2103-7f3a' })
  for (const bad of ['', 'TC9999-7f3a', 'TC2103', 'flask==', 'flask==x==y', 'flask>=3', '../x', 'a b', '==3'])
    t.is(parseTarget(bad), null, bad)
})

test('the last run’s refusals of the newest release are taken; what it let pass is not', (t) => {
  const records = [
    decided(POLICY, { version: '3.1.1' }),
    decided(POLICY, { version: '3.1.2', kind: 'sdist' }),
    decided(POLICY, { version: '3.1.2' }),
    decided(POLICY, { version: '3.1.2' }),
    decided(POLICY, { version: '3.1.2', facts: ['attested'], bytes: 'another' }),
    decided(POLICY, { version: '3.2', run: { id: 'fedcba9876543210' } }),
  ]
  const found = lastRefused(records)
  t.deepEqual(
    found.map(({ artifact }) => artifact.filename),
    ['flask-3.1.2.tar.gz', 'flask-3.1.2-py3-none-any.whl'],
  )
})

test('where nothing was refused, what was warned of is taken', (t) => {
  const warns = policyOf(
    'mode: warn\nrequirements: { r: { attestation: {} } }\nrules: [{ id: all, match: { project: ["*"] }, require: [r], onMissing: block }]\n',
  )
  t.is(lastRefused([decided(warns)]).length, 1)
  t.deepEqual(lastRefused([decided(POLICY, { facts: ['attested'] })]), [])
})

test('a tree is about its project, and is no file', (t) => {
  const tree = decided(policyOf('rules: [{ id: no, match: { kind: [vcs] }, deny: no }]\n'), {
    kind: 'vcs',
    channel: 'vcs',
  })
  t.true(isAbout(tree, known(parseTarget('flask'))))
  t.false(isAbout(tree, known(parseTarget('flask==3.1.2'))))
  t.deepEqual(lastRefused([tree]), [])
})

test('a version is meant however it is spelled', (t) => {
  const record = decided(POLICY, { version: '3.1' })
  t.true(isAbout(record, known(parseTarget('flask==3.1.0'))))
  t.false(isAbout(record, known(parseTarget('flask==3.1.1'))))
})
