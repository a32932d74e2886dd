import test from 'ava'
import {
  publisherKey,
  publisherLine,
  publisherRows,
  publisherText,
  relationTo,
  type Publisher,
} from '../../src/verdict/index.ts'

const base = { issuer: 'https://issuer.example', subject: 'https://subject.example/x' }

const KINDS: readonly (readonly [Publisher, string, Publisher])[] = [
  [
    {
      ...base,
      kind: 'circleci',
      projectId: 'p',
      pipelineDefinitionId: 'd',
      repository: 'github.com/a/b',
      ref: null,
      rerunWithSsh: false,
    },
    'CircleCI github.com/a/b',
    {
      ...base,
      kind: 'circleci',
      projectId: 'q',
      pipelineDefinitionId: 'd',
      repository: 'github.com/a/b',
      ref: null,
      rerunWithSsh: false,
    },
  ],
  [
    { ...base, kind: 'buildkite', organization: 'acme', pipeline: 'pay', commit: null, trigger: null },
    'Buildkite acme/pay',
    { ...base, kind: 'buildkite', organization: 'acme', pipeline: 'payroll', commit: null, trigger: null },
  ],
  [
    { ...base, kind: 'activestate', organization: 'acme', project: 'pay' },
    'ActiveState acme/pay',
    { ...base, kind: 'activestate', organization: 'acme', project: 'Pay' },
  ],
  [
    { issuer: '', subject: 'ab', kind: 'key', fingerprint: 'ab', keyrings: [], owner: '' },
    'key ab',
    { issuer: '', subject: 'cd', kind: 'key', fingerprint: 'cd', keyrings: [], owner: '' },
  ],
]

for (const [publisher, text, other] of KINDS) {
  test(`a publisher of kind ${publisher.kind} has a name, rows and an identity of its own`, (t) => {
    t.is(publisherText(publisher), text)
    t.is(publisherLine(publisher), text)
    t.deepEqual(publisherRows(publisher)[0], ['publisher', text])
    t.is(relationTo(publisher, { ...publisher }), 'same')
    t.is(relationTo(publisher, other), null)
    t.not(publisherKey(publisher), publisherKey(other))
  })
}

test('a job of CircleCI without a source is named by its project, and a shell in it is said', (t) => {
  const publisher: Publisher = {
    ...base,
    kind: 'circleci',
    projectId: 'p',
    pipelineDefinitionId: 'd',
    repository: null,
    ref: null,
    rerunWithSsh: true,
  }
  t.is(publisherText(publisher), 'CircleCI project p')
  t.true(publisherRows(publisher).some(([name]) => name === 'ssh'))
})
