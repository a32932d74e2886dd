import * as v from 'valibot'
import { POLICY_LIMITS } from '../limits.ts'
import { described, keysPresent, listOf, optionally } from './described.ts'
import { CHANNELS, CONTEXTS, KINDS, PROVENANCE_STATES, STATUSES } from './rule.ts'
import { PREDICATES } from './requirement.ts'
import {
  countSchema,
  dateSchema,
  digestSchema,
  durationSchema,
  httpUrlSchema,
  nameSchema,
  textSchema,
} from './texts.ts'

const RELATIONS = ['same', 'renamed', 'first', 'changed'] as const

const WHO = ['github', 'gitlab', 'google', 'email', 'circleci', 'buildkite', 'keyring'] as const

/** Exactly one of `WHO` says who it is. */
const publisherSchema = v.pipe(
  v.strictObject({
    github: optionally(textSchema, '`owner/name` of a repository'),
    gitlab: optionally(textSchema, '`group/name` of a repository'),
    google: optionally(textSchema, 'address of a service account'),
    email: optionally(textSchema, 'address of a person'),
    circleci: optionally(textSchema, 'UUID of a project'),
    buildkite: optionally(textSchema, '`organization/pipeline`'),
    issuer: optionally(httpUrlSchema, 'OIDC issuer of `email`, or of a GitLab of your own'),
    keyring: optionally(nameSchema, 'keyring that holds the plain key'),
    owner: optionally(textSchema, 'whose key of `keyring` it is'),
    workflow: optionally(textSchema, 'file name of the workflow'),
    environment: optionally(textSchema, 'deployment environment'),
    ref: optionally(textSchema, 'ref that it ran for'),
    trigger: optionally(textSchema, 'event that started it'),
    repositoryId: optionally(textSchema, 'number of the repository'),
    ownerId: optionally(textSchema, 'number of its owner'),
    pipelineDefinitionId: optionally(textSchema, "of `circleci`: UUID of the pipeline's definition"),
    repository: optionally(textSchema, 'of `circleci`: where the source is'),
    sshRerun: optionally(v.boolean(), 'of `circleci`: true where somebody had a shell in the job'),
    predicate: optionally(v.picklist(PREDICATES), 'kind of attestation (publish where absent)'),
    slsaBuildLevel: optionally(
      v.pipe(countSchema, v.maxValue(3, 'at most 3')),
      'of a SLSA provenance: its build level (none, where absent)',
    ),
    builder: optionally(textSchema, "of a SLSA provenance: the certificate's build signer URI"),
    logs: optionally(
      v.array(nameSchema),
      'logs that hold it (sigstore-public where absent; none for a plain key)',
    ),
    relation: optionally(
      v.picklist(RELATIONS),
      'against the publisher that is remembered (same where absent)',
    ),
    absentBefore: optionally(textSchema, 'of `first`: an earlier version that had no attestation'),
  }),
  v.check((publisher) => keysPresent(publisher, WHO) === 1, `exactly one of ${WHO.join(', ')}`),
  v.check(
    (publisher) =>
      'email' in publisher === 'issuer' in publisher || ('gitlab' in publisher && 'issuer' in publisher),
    '`email` and `issuer` go together',
  ),
  v.check(
    (publisher) =>
      keysPresent(publisher, ['slsaBuildLevel', 'builder']) === 0 ||
      publisher.predicate === 'slsa-provenance',
    '`slsaBuildLevel` and `builder` with the predicate slsa-provenance',
  ),
  v.check(
    (publisher) => 'keyring' in publisher === 'owner' in publisher,
    '`keyring` and `owner` go together',
  ),
)

const signerSchema = v.strictObject({
  owner: described(textSchema, 'the person, by name or address'),
  keyring: described(nameSchema, 'keyring that holds the key'),
})

const evidenceSchema = v.strictObject({
  attestations: optionally(v.array(publisherSchema), 'attestations that verify, by their publishers'),
  signatures: optionally(v.array(signerSchema), 'signatures that verify, by their signers'),
  rebuilds: optionally(v.array(signerSchema), 'rebuilds that gave the same bytes, by their signers'),
  unavailable: optionally(
    listOf(v.picklist(['attestation', 'signature', 'rebuild'])),
    'what exists and can not be had now',
  ),
  invalid: optionally(
    listOf(v.picklist(['integrity', 'attestation', 'signature', 'rebuild'])),
    'what is there and does not verify',
  ),
  notOffered: optionally(v.boolean(), 'true: the index can not carry attestations (no where absent)'),
  age: optionally(durationSchema, 'how long ago it was published (unknown where absent)'),
  status: optionally(v.picklist(STATUSES), "the project's state (PEP 792)"),
  provenanceState: optionally(v.picklist(PROVENANCE_STATES), "the release against the project's history"),
  hash: optionally(listOf(v.picklist(['pylock', 'requirements'])), 'files in which the digest is pinned'),
  seenOn: optionally(listOf(nameSchema), 'names of `indexes` on which this machine has seen the project'),
  revocations: optionally(durationSchema, 'how long ago the key directory was heard (just now where absent)'),
  verified: optionally(durationSchema, 'how long ago `attestations` verified; they can not be had now'),
})

const givenSchema = v.strictObject({
  project: described(textSchema, 'the project'),
  version: described(textSchema, 'its version'),
  index: optionally(nameSchema, 'name of the index that it came from (default where absent)'),
  kind: optionally(v.picklist(KINDS), 'what it is (wheel where absent)'),
  channel: optionally(
    v.picklist(CHANNELS),
    'how it reached pip; a tree comes by its kind (index where absent)',
  ),
  context: optionally(v.picklist(CONTEXTS), 'where pip runs (workstation where absent)'),
  at: optionally(dateSchema, 'the day, from its beginning (UTC)'),
  sha256: optionally(digestSchema, 'its digest, for exceptions'),
  evidence: optionally(evidenceSchema, 'what is known about it (nothing where absent)'),
})

/** Examples that a policy carries. */
export const testsSchema = v.pipe(
  v.array(
    v.strictObject({
      name: described(textSchema, 'what it shows'),
      given: described(givenSchema, 'an artifact, and what is known about it'),
      expect: described(
        v.strictObject({
          decision: described(v.picklist(['allow', 'warn', 'block']), 'the decision'),
          rule: optionally(nameSchema, 'the rule that decides'),
          code: optionally(textSchema, 'the reason code'),
        }),
        'its verdict',
      ),
    }),
  ),
  v.maxLength(POLICY_LIMITS.maxTests, `at most ${POLICY_LIMITS.maxTests} tests`),
)

export type TestEntry = v.InferOutput<typeof testsSchema>[number]
export type GivenEntry = v.InferOutput<typeof givenSchema>
export type PublisherEntry = v.InferOutput<typeof publisherSchema>
