import test from 'ava'
import { matchingArtifacts } from '../../src/report/index.ts'
import { decided } from '../exceptions/decided.ts'
import { attested, policyOf } from '../policy/world.ts'

const OPEN = policyOf('rules: [{ id: all, match: { project: ["*"] }, require: [] }]\n')

test('whoever attested is found by what people call it, or by the certificate’s subject', (t) => {
  const base = { issuer: 'https://issuer.example', subject: 'https://subject.example/x' }
  for (const [publisher, name] of [
    [
      {
        ...base,
        kind: 'circleci',
        projectId: '1',
        pipelineDefinitionId: '2',
        repository: null,
        ref: null,
        rerunWithSsh: false,
      },
      'https://subject.example/x',
    ],
    [
      { ...base, kind: 'buildkite', organization: 'acme', pipeline: 'wheels', commit: null, trigger: null },
      'Acme/wheels',
    ],
    [{ ...base, kind: 'activestate', organization: 'acme', project: 'flask' }, 'acme/flask'],
    [{ ...base, kind: 'google', email: 'build@acme.example' }, 'build@acme.example'],
  ] as const) {
    const matching = matchingArtifacts({ by: 'publisher', publisher: name })
    matching.add([
      decided(OPEN, { facts: [], more: [attested(publisher)] }),
      decided(OPEN, { facts: ['attested'], bytes: 'b' }),
    ])
    t.is(matching.result().length, 1, name)
  }
})
