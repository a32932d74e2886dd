import test from 'ava'
import { comparePolicies, mayLoosen, startSeeing, suggestRules } from '../../src/edit/index.ts'
import { evaluate, parsePolicy, presetPolicy, type Policy } from '../../src/policy/index.ts'
import {
  attested,
  HEADER,
  NOW,
  PALLETS,
  policyOf,
  presets,
  publisherFact,
  question,
} from '../policy/world.ts'
import { recordOf } from './records.ts'

const BALANCED = presetPolicy(presets)

function suggest(records: Parameters<ReturnType<typeof startSeeing>['add']>[0], policy: Policy = BALANCED) {
  const seeing = startSeeing()
  seeing.add(records)
  return suggestRules(seeing.result(), policy.effective)
}

const FLASK = recordOf({ facts: [attested()] })

test('pasted, a suggestion is in order, and only tightens', (t) => {
  const { text, identities, projects } = suggest([
    FLASK,
    recordOf({ project: 'werkzeug', letter: 'b', facts: [attested()] }),
  ])
  t.deepEqual([identities, projects], [['pallets-flask'], ['flask', 'werkzeug']])
  const pasted = parsePolicy(`${HEADER}extends: [preset:balanced]\n${text}`, {
    file: 'policy.yaml',
    presets,
    keyrings: [],
  })
  t.true(pasted.ok, JSON.stringify(pasted))
  if (!pasted.ok) return
  const changes = comparePolicies(BALANCED.effective, pasted.policy.effective)
  t.true(changes.length > 0)
  t.deepEqual(changes.filter(mayLoosen), [])
})

function facts(publisher: typeof PALLETS) {
  return [attested(publisher), publisherFact('same', publisher)]
}

test('who was seen passes, and anybody else is refused', (t) => {
  const { text } = suggest([FLASK])
  const policy = policyOf(`extends: [preset:balanced]\n${text}`)
  t.not(evaluate(question(facts(PALLETS)), policy, NOW).code, 'TC2201')
  t.like(evaluate(question(facts({ ...PALLETS, repository: 'evil/flask' })), policy, NOW), {
    decision: 'block',
    code: 'TC2201',
  })
})

test('two publishers of a project are both accepted; one name for two workflows is two identities', (t) => {
  const other = attested({ ...PALLETS, workflow: 'release.yml' })
  const { text, identities } = suggest([FLASK, recordOf({ letter: 'b', facts: [other] })])
  t.deepEqual(identities, ['pallets-flask', 'pallets-flask-release-yml'])
  t.true(text.includes('by: [pallets-flask, pallets-flask-release-yml]'))
})

test('what was refused, projects that a rule names, and publishers that can’t be named exactly are left out', (t) => {
  t.is(suggest([recordOf({ facts: [attested()], decision: 'block' })]).text, '')
  const own = policyOf('rules:\n  - { id: ours, match: { project: [flask] }, require: [] }\n')
  t.deepEqual(suggest([FLASK], own), { identities: [], projects: [], left: ['flask'], text: '' })
  const star = attested({
    kind: 'email',
    email: '*@evil.example',
    issuer: 'https://issuer.example',
    subject: 's',
  })
  t.is(suggest([recordOf({ facts: [star] })]).text, '')
})

const PROJECT = '0f3f4a7e-7d45-4f0b-9c5e-5f8f0a1b2c3d'
const CIRCLECI = {
  kind: 'circleci',
  issuer: 'https://oidc.circleci.com',
  subject: 's',
  projectId: PROJECT,
  pipelineDefinitionId: PROJECT,
  repository: 'github.com/acme/pay',
  ref: null,
  rerunWithSsh: false,
} as const
const BUILDKITE = {
  kind: 'buildkite',
  issuer: 'https://agent.buildkite.com',
  subject: 's',
  organization: 'acme',
  pipeline: 'pay',
  commit: null,
  trigger: null,
} as const

for (const publisher of [
  PALLETS,
  { ...PALLETS, kind: 'gitlab', issuer: 'https://gitlab.acme.example' } as const,
  CIRCLECI,
  BUILDKITE,
]) {
  test(`what is suggested for ${publisher.kind} accepts who was seen, and not the next best`, (t) => {
    const { text } = suggest([recordOf({ facts: [attested(publisher)] })])
    const policy = policyOf(`extends: [preset:balanced]\n${text}`)
    const codeOf = (who: Parameters<typeof attested>[0]) =>
      evaluate(question([attested(who), publisherFact('same', who)]), policy, NOW).code
    t.not(codeOf(publisher), 'TC2201')
    const other = { ...publisher, issuer: `${publisher.issuer}/x` }
    t.is(codeOf(publisher.kind === 'circleci' ? { ...publisher, projectId: 'x' } : other), 'TC2201')
    if ('repositoryId' in publisher) t.is(codeOf({ ...publisher, repositoryId: '99' }), 'TC2201')
  })
}

test('what somebody with a shell may have made is not suggested', (t) => {
  t.is(suggest([recordOf({ facts: [attested({ ...CIRCLECI, rerunWithSsh: true })] })]).text, '')
})
