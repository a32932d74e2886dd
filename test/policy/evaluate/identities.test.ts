/** Whom the kinds of identity accept: by certificates of the signing world, read as any certificate is. */
import test from 'ava'
import { evaluate } from '../../../src/policy/index.ts'
import { parseTrustedRoot, trustOf } from '../../../src/trust/index.ts'
import { createSigstoreWorld, identityOf, type WorldPublisher } from '../../world/sigstore/index.ts'
import { artifactOf, evidenceOf, factsOf } from '../../verify/support.ts'
import { NOW, policyOf, question } from '../world.ts'

const FILE = 'sampleproject-4.0.0.tar.gz'
const DIGEST = '0a'.repeat(32)
const PROJECT = '0f3f4a7e-7d45-4f0b-9c5e-5f8f0a1b2c3d'
const DEFINITION = 'b2b5cde7-0a0c-4f33-8f2b-3d1f0f2e4a5b'
const ORGANIZATION = 'c0ffee00-0a0c-4f33-8f2b-3d1f0f2e4a5b'

type Leaf = Parameters<Awaited<ReturnType<typeof createSigstoreWorld>>['attest']>[0]['leaf']

const decided = async (identity: string, publisher: WorldPublisher, leaf: Leaf = {}) => {
  const world = await createSigstoreWorld({ now: NOW })
  const trust = trustOf([parseTrustedRoot('world', world.trustedRoot)], [])
  const attestation = world.attest({ filename: FILE, sha256: DIGEST, publisher, leaf })
  const evidence = [evidenceOf('pep740-attestation', attestation)]
  const facts = await factsOf({ artifact: artifactOf(FILE, DIGEST), evidence }, trust, NOW)
  const policy = policyOf(`
identities: { who: ${identity} }
requirements: { q: { attestation: { by: [who] } } }
rules: [ { id: r, match: { project: ["*"] }, require: [q] } ]
`)
  const { decision, code } = evaluate(question(facts), policy, NOW)
  return decision === 'allow' ? 'accepted' : code
}

const github = {
  kind: 'github',
  repository: 'acme/pay',
  workflow: 'release.yml',
  ref: 'refs/tags/v1',
  trigger: 'release',
  environment: 'pypi',
  repositoryId: '7',
  ownerId: '8',
} as const satisfies WorldPublisher

const gitlab = {
  kind: 'gitlab',
  repository: 'group/pay',
  trigger: 'push',
  environment: 'production',
  repositoryId: '70',
  ownerId: '80',
} as const satisfies WorldPublisher

const own = { ...gitlab, home: 'https://gitlab.acme.example' } as const satisfies WorldPublisher

const circleci = {
  kind: 'circleci',
  projectId: PROJECT,
  pipelineDefinitionId: DEFINITION,
  repository: 'github.com/acme/pay',
  ref: 'refs/heads/main',
} as const satisfies WorldPublisher

const buildkite = {
  kind: 'buildkite',
  organization: 'acme-inc',
  pipeline: 'super-duper-app',
} as const satisfies WorldPublisher

const GITHUB = 'kind: github, repository: acme/pay'
const GITLAB = 'kind: gitlab, repository: group/pay'
const CIRCLECI = `kind: circleci, projectId: ${PROJECT}`
const BUILDKITE = 'kind: buildkite, organization: acme-inc'

const ACCEPTED: readonly (readonly [string, WorldPublisher])[] = [
  [`{ ${GITHUB}, repositoryId: "7", ownerId: "8", triggers: [push, release] }`, github],
  [`{ ${GITHUB}, environment: pypi, refs: [refs/tags/v*], triggers: [release] }`, github],
  [`{ ${GITLAB}, repositoryId: "70", ownerId: "80", triggers: [push], environment: production }`, gitlab],
  [`{ ${GITLAB}, issuer: "https://gitlab.com" }`, gitlab],
  [`{ ${GITLAB}, issuer: "https://gitlab.acme.example" }`, own],
  [`{ ${CIRCLECI} }`, circleci],
  [
    `{ ${CIRCLECI}, pipelineDefinitionId: ${DEFINITION}, repository: github.com/acme/*, refs: [refs/heads/*] }`,
    circleci,
  ],
  [`{ ${CIRCLECI}, allowSshRerun: true }`, { ...circleci, rerunWithSsh: true }],
  [`{ ${CIRCLECI}, allowSshRerun: true }`, circleci],
  [`{ ${BUILDKITE}, pipeline: super-duper-app }`, buildkite],
  [`{ ${BUILDKITE}, pipeline: super-* }`, buildkite],
]

for (const [nth, [identity, publisher]] of ACCEPTED.entries()) {
  test(`accepted, ${nth}: ${identity}`, async (t) => {
    t.is(await decided(identity, publisher), 'accepted')
  })
}

const REFUSED: readonly (readonly [string, WorldPublisher])[] = [
  [`{ ${GITHUB}, repositoryId: "70" }`, github],
  [`{ ${GITHUB}, ownerId: "7" }`, github],
  [`{ ${GITHUB}, triggers: [push, rel] }`, github],
  [`{ ${GITHUB}, triggers: [pull_request_target] }`, github],
  [`{ ${GITHUB} }`, gitlab],
  [`{ ${GITLAB}, repositoryId: "7" }`, gitlab],
  [`{ ${GITLAB} }`, own],
  [`{ ${GITLAB}, issuer: "https://gitlab.acme.example" }`, gitlab],
  [
    `{ ${GITLAB}, issuer: "https://gitlab.acme.example" }`,
    { ...own, home: 'https://gitlab.acme.example.evil.example' },
  ],
  [`{ ${GITLAB}, issuer: "https://gitlab.acme.example:8443" }`, own],
  [`{ kind: circleci, projectId: ${DEFINITION} }`, circleci],
  [`{ ${CIRCLECI}, pipelineDefinitionId: ${PROJECT} }`, circleci],
  [`{ ${CIRCLECI}, organizationId: ${ORGANIZATION} }`, circleci],
  [`{ ${CIRCLECI}, repository: github.com/acme/payroll }`, circleci],
  [`{ ${CIRCLECI}, refs: [refs/tags/v*] }`, circleci],
  [`{ ${CIRCLECI} }`, { ...circleci, rerunWithSsh: true }],
  [`{ ${CIRCLECI}, allowSshRerun: false }`, { ...circleci, rerunWithSsh: true }],
  [
    `{ ${CIRCLECI}, repository: github.com/acme/pay }`,
    { kind: 'circleci', projectId: PROJECT, pipelineDefinitionId: DEFINITION },
  ],
  [`{ ${BUILDKITE}, pipeline: super }`, buildkite],
  [`{ kind: buildkite, organization: acme, pipeline: super-duper-app }`, buildkite],
  [`{ ${BUILDKITE}, pipeline: super-duper-app }`, circleci],
]

for (const [nth, [identity, publisher]] of REFUSED.entries()) {
  test(`refused, ${nth}: ${identity}`, async (t) => {
    t.is(await decided(identity, publisher), 'TC2201')
  })
}

test('an organisation of CircleCI has an issuer of its own', async (t) => {
  const subject = `https://circleci.com/api/v2/projects/${PROJECT}/pipeline-definitions/${DEFINITION}`
  const issuedBy = (organization: string) => ({
    identity: identityOf(subject, { 8: `https://oidc.circleci.com/org/${organization}` }),
  })
  const identity = `{ ${CIRCLECI}, organizationId: ${ORGANIZATION} }`
  t.is(await decided(identity, circleci, issuedBy(ORGANIZATION)), 'accepted')
  t.is(await decided(identity, circleci, issuedBy(PROJECT)), 'TC2201')
  t.is(await decided(`{ ${CIRCLECI} }`, circleci, issuedBy(PROJECT)), 'accepted')
})
