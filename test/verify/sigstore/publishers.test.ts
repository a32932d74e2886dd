import test from 'ava'
import { parseTrustedRoot, trustOf } from '../../../src/trust/index.ts'
import { createSigstoreWorld, identityOf, type WorldPublisher } from '../../world/sigstore/index.ts'
import type { LeafWish } from '../../world/sigstore/authority.ts'
import { artifactOf, codesOf, evidenceOf, factsOf, NOW } from '../support.ts'

const FILE = 'sampleproject-4.0.0.tar.gz'
const DIGEST = '0a'.repeat(32)
const WISH = { filename: FILE, sha256: DIGEST }
const ARTIFACT = artifactOf(FILE, DIGEST)
const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com'

const setUp = async () => {
  const world = await createSigstoreWorld({ now: NOW })
  const trust = trustOf([parseTrustedRoot('world', world.trustedRoot)], [])
  const judge = (kind: 'pep740-provenance' | 'pep740-attestation', content: unknown) =>
    factsOf({ artifact: ARTIFACT, evidence: [evidenceOf(kind, content)] }, trust)
  return {
    world,
    identity: (identity: LeafWish['identity']) =>
      judge('pep740-attestation', world.attest({ ...WISH, leaf: { identity } })),
    claimed: (publisher: WorldPublisher, said: WorldPublisher) =>
      judge('pep740-provenance', world.provenance([{ ...WISH, publisher }], said)),
  }
}

const PROJECT = '0f3f4a7e-7d45-4f0b-9c5e-5f8f0a1b2c3d'
const DEFINITION = 'b2b5cde7-0a0c-4f33-8f2b-3d1f0f2e4a5b'

const PUBLISHERS = {
  github: {
    kind: 'github',
    repository: 'acme/pay',
    workflow: 'release.yml',
    environment: 'pypi',
    trigger: 'release',
    ref: 'refs/tags/v1',
    repositoryId: '7',
    ownerId: '8',
  },
  gitlab: { kind: 'gitlab', repository: 'group/sub/pay', trigger: 'push', environment: 'production' },
  selfHosted: { kind: 'gitlab', home: 'https://gitlab.acme.example', repository: 'group/pay' },
  google: { kind: 'google', email: 'robot@acme.iam.gserviceaccount.com' },
  circleci: {
    kind: 'circleci',
    projectId: PROJECT,
    pipelineDefinitionId: DEFINITION,
    repository: 'github.com/acme/pay',
    ref: 'refs/heads/main',
  },
  buildkite: { kind: 'buildkite', organization: 'acme-inc', pipeline: 'super-duper-app', trigger: 'ui' },
  activestate: { kind: 'activestate', organization: 'acme', project: 'pay' },
} as const satisfies Readonly<Record<string, WorldPublisher>>

for (const [name, publisher] of Object.entries(PUBLISHERS)) {
  test(`${name} is read from the certificate and fits PEP 740’s publisher object`, async (t) => {
    const { claimed } = await setUp()
    const { home, ...said }: { readonly home?: string; readonly kind: string } = { ...publisher }
    const issuer = home === undefined ? {} : { issuer: home }
    t.like((await claimed(publisher, publisher))[0], { result: 'ok', publisher: { ...said, ...issuer } })
  })
}

const LIES: readonly (readonly [string, WorldPublisher, WorldPublisher])[] = [
  [
    'a GitLab of one’s own for gitlab.com',
    PUBLISHERS.selfHosted,
    { kind: 'gitlab', repository: 'group/pay' },
  ],
  [
    'gitlab.com for a GitLab of one’s own',
    { kind: 'gitlab', repository: 'group/pay' },
    PUBLISHERS.selfHosted,
  ],
  ['another project', PUBLISHERS.circleci, { ...PUBLISHERS.circleci, projectId: DEFINITION }],
  ['another definition', PUBLISHERS.circleci, { ...PUBLISHERS.circleci, pipelineDefinitionId: PROJECT }],
  ['another origin', PUBLISHERS.circleci, { ...PUBLISHERS.circleci, repository: 'github.com/acme/payroll' }],
  ['another ref', PUBLISHERS.circleci, { ...PUBLISHERS.circleci, ref: 'refs/heads/mai' }],
  ['another pipeline', PUBLISHERS.buildkite, { ...PUBLISHERS.buildkite, pipeline: 'super' }],
  ['another organization', PUBLISHERS.buildkite, { ...PUBLISHERS.buildkite, organization: 'acme' }],
  ['another ActiveState project', PUBLISHERS.activestate, { ...PUBLISHERS.activestate, project: 'Pay' }],
  ['a kind for another', PUBLISHERS.buildkite, PUBLISHERS.activestate],
  [
    'a longer name that begins alike',
    PUBLISHERS.github,
    { ...PUBLISHERS.github, repository: `acme/pay${'y'.repeat(600)}` },
  ],
]

for (const [what, signer, said] of LIES) {
  test(`an index that takes ${what} is TC2122`, async (t) => {
    const { claimed } = await setUp()
    t.deepEqual(codesOf(await claimed(signer, said), 'attestation'), ['TC2122'])
  })
}

test('an index may leave open where CircleCI’s source comes from', async (t) => {
  const { claimed } = await setUp()
  const said = { kind: 'circleci', projectId: PROJECT, pipelineDefinitionId: DEFINITION } as const
  t.deepEqual(codesOf(await claimed(PUBLISHERS.circleci, said), 'attestation'), ['ok'])
  t.like((await claimed({ ...PUBLISHERS.circleci, rerunWithSsh: true }, said))[0], {
    publisher: { rerunWithSsh: true },
  })
})

const workflow = 'https://github.com/acme/pay/.github/workflows/release.yml@refs/heads/main'
const github = (change: Readonly<Record<number, string>>) =>
  identityOf(workflow, { 8: GITHUB_ISSUER, 12: 'https://github.com/acme/pay', 18: workflow, ...change })

/** Certificates whose claims must not add up to the publisher that they look like. */
const OTHERS: readonly (readonly [string, LeafWish['identity']])[] = [
  ['an issuer that begins like GitHub’s', github({ 8: `${GITHUB_ISSUER}.evil.example` })],
  ['a repository elsewhere', github({ 12: 'https://github.com.evil.example/acme/pay' })],
  ['a workflow of another repository', github({ 18: workflow.replace('acme/pay/', 'acme/payroll/') })],
  ['no repository', identityOf(workflow, { 8: GITHUB_ISSUER, 18: workflow })],
  [
    'GitLab’s form under an issuer elsewhere',
    identityOf('https://gitlab.com/a/b//.gitlab-ci.yml@refs/heads/main', {
      8: 'https://gitlab.evil.example',
      12: 'https://gitlab.com/a/b',
    }),
  ],
  [
    'an issuer with a path in GitLab’s form',
    identityOf('https://evil.example/gitlab.com/a/b//x.yml@main', {
      8: 'https://evil.example/gitlab.com',
      12: 'https://evil.example/gitlab.com/a/b',
    }),
  ],
  [
    'Buildkite’s form under another issuer',
    identityOf('https://buildkite.com/acme/pay', { 8: 'https://agent.buildkite.example' }),
  ],
  [
    'three parts at Buildkite',
    identityOf('https://buildkite.com/acme/pay/x', { 8: 'https://agent.buildkite.com' }),
  ],
  [
    'CircleCI’s form under another issuer',
    identityOf(`https://circleci.com/api/v2/projects/${PROJECT}/pipeline-definitions/${DEFINITION}`, {
      8: 'https://oidc.circleci.com.evil.example',
    }),
  ],
  ['a person’s URI', identityOf('https://acme.example/users/1', { 8: 'https://acme.example/oidc' })],
]

for (const [what, identity] of OTHERS) {
  test(`${what} makes no publisher of a known kind`, async (t) => {
    const { identity: judge } = await setUp()
    t.like((await judge(identity))[0], { result: 'ok', publisher: { kind: 'other' } })
  })
}

test('an enterprise’s own issuer below GitHub’s is GitHub, and stays told apart by the issuer', async (t) => {
  const { identity: judge } = await setUp()
  t.like((await judge(github({ 8: `${GITHUB_ISSUER}/acme` })))[0], {
    publisher: { kind: 'github', repository: 'acme/pay', issuer: `${GITHUB_ISSUER}/acme` },
  })
})

/** Both forms of a claim, and they differ. */
const TORN: readonly (readonly [string, Readonly<Record<number, string>>])[] = [
  ['issuer', { 1: 'https://accounts.google.com' }],
  ['trigger', { 2: 'push', 20: 'release' }],
  ['commit', { 3: 'aaaa', 13: 'bbbb' }],
  ['repository', { 5: 'acme/payroll' }],
  ['ref', { 6: 'refs/heads/main', 14: 'refs/heads/dev' }],
]

for (const [what, change] of TORN) {
  test(`a deprecated ${what} that says another thing is TC2115`, async (t) => {
    const { identity: judge } = await setUp()
    t.deepEqual(codesOf(await judge(github(change)), 'attestation'), ['TC2115'])
  })
}

test('deprecated claims stand in where there are no others', async (t) => {
  const { identity: judge } = await setUp()
  const old = { 1: GITHUB_ISSUER, 2: 'push', 3: 'abcd', 4: 'Release', 5: 'acme/pay', 6: 'refs/heads/main' }
  t.like((await judge(identityOf(workflow, old)))[0], {
    publisher: {
      kind: 'github',
      issuer: GITHUB_ISSUER,
      repository: 'acme/pay',
      workflow: 'release.yml',
      trigger: 'push',
      commit: 'abcd',
      ref: 'refs/heads/main',
    },
  })
})

const raw = (number: number, value: Buffer) => [...github({}), { id: `1.3.6.1.4.1.57264.1.${number}`, value }]

test('a claim that is no UTF8String is TC2115, also where nobody reads it; empty ones are none', async (t) => {
  const { identity: judge } = await setUp()
  t.deepEqual(codesOf(await judge(raw(24, Buffer.from('raw text'))), 'attestation'), ['TC2115'])
  t.deepEqual(codesOf(await judge(raw(26, Buffer.from([0x13, 1, 0x61]))), 'attestation'), ['TC2115'])
  t.deepEqual(codesOf(await judge(raw(22, Buffer.from([0x0c, 1, 0xff]))), 'attestation'), ['TC2115'])
  t.deepEqual(codesOf(await judge(raw(23, Buffer.from([0x0c, 0x81, 1, 0x61]))), 'attestation'), ['TC2115'])
  t.like((await judge(raw(23, Buffer.from([0x0c, 0]))))[0], { publisher: { environment: null } })
  t.deepEqual(codesOf(await judge(raw(27, Buffer.from('unknown to us'))), 'attestation'), ['ok'])
})

test('no issuer, no name and two names are TC2115', async (t) => {
  const { identity: judge } = await setUp()
  const [name = { id: '', value: new Uint8Array() }, ...claims] = github({})
  t.deepEqual(
    codesOf(await judge(identityOf(workflow, { 12: 'https://github.com/acme/pay' })), 'attestation'),
    ['TC2115'],
  )
  t.deepEqual(codesOf(await judge(claims), 'attestation'), ['TC2115'])
  const inner = Buffer.from(name.value).subarray(2)
  const twice = Buffer.concat([Buffer.from([0x30, 0x81, inner.length * 2]), inner, inner])
  t.deepEqual(codesOf(await judge([{ ...name, value: twice }, ...claims]), 'attestation'), ['TC2115'])
})
