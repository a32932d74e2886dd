import test from 'ava'
import { isTokenPublisher, type TokenPublisher } from '../../../src/publish/sign/keyless/index.ts'
import type { Publisher } from '../../../src/verdict/index.ts'

const base = { issuer: 'https://issuer.example', subject: 'somebody' }
const source = { commit: null, trigger: null, environment: null, repositoryId: null, ownerId: null }
const forge = { repository: 'acme/pay', workflow: 'release.yml' }

test('a certificate is of whom the token names in every part, or of somebody else', (t) => {
  const ref = 'refs/heads/main'
  const github: Publisher = { ...base, ...source, ...forge, kind: 'github', ref }
  const named: TokenPublisher = { ...forge, kind: 'github', refs: [ref] }
  t.true(isTokenPublisher(github, named))
  t.true(isTokenPublisher({ ...github, kind: 'gitlab' }, { ...named, kind: 'gitlab' }))
  const buildkite = { kind: 'buildkite', organization: 'acme', pipeline: 'pay' } as const
  const email = { kind: 'email', email: 'dana@acme.example' } as const
  t.true(isTokenPublisher({ ...base, ...buildkite, commit: null, trigger: null }, buildkite))
  t.true(isTokenPublisher({ ...base, ...email }, { ...email, issuer: base.issuer }))
  const others: readonly (readonly [Publisher, TokenPublisher])[] = [
    [{ ...github, kind: 'gitlab' }, named],
    [{ ...github, repository: 'evil/pay' }, named],
    [{ ...github, workflow: 'other.yml' }, named],
    [{ ...github, ref: 'refs/tags/v1' }, named],
    [{ ...github, ref: null }, named],
    [{ ...base, kind: 'other' }, named],
    [{ ...base, ...buildkite, organization: 'evil', commit: null, trigger: null }, buildkite],
    [{ ...base, ...buildkite, pipeline: 'other', commit: null, trigger: null }, buildkite],
    [
      { ...base, ...email, email: 'evil@acme.example' },
      { ...email, issuer: base.issuer },
    ],
    [
      { ...base, ...email, kind: 'google' },
      { ...email, issuer: base.issuer },
    ],
  ]
  for (const [publisher, token] of others)
    t.false(isTokenPublisher(publisher, token), JSON.stringify(publisher))
})
