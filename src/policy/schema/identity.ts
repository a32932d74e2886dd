import * as v from 'valibot'
import { described, listOf, optionally } from './described.ts'
import {
  countSchema,
  emailPatternSchema,
  httpUrlSchema,
  nameSchema,
  numericIdSchema,
  originPatternSchema,
  originSchema,
  patternSchema,
  repositoryPatternSchema,
  triggerSchema,
  uuidSchema,
} from './texts.ts'

const repositoryEntries = {
  repository: described(repositoryPatternSchema, 'owner and name; `*` stops at `/`'),
  workflow: optionally(patternSchema, 'file name of the workflow (any where absent)'),
  environment: optionally(patternSchema, 'name of the deployment environment (any, or none, where absent)'),
  refs: optionally(listOf(patternSchema), 'refs that may publish, e.g. `refs/tags/v*` (any where absent)'),
  triggers: optionally(
    listOf(triggerSchema),
    'events that may start it, in the words of the certificate, e.g. `release` (any where absent)',
  ),
  repositoryId: optionally(
    numericIdSchema,
    'number of the repository, which a name that somebody else took over does not have (any where absent)',
  ),
  ownerId: optionally(numericIdSchema, 'number of its owner (any where absent)'),
}

/** WHO published. The kind fixes the OIDC issuer. */
export const identitySchema = v.variant('kind', [
  v.strictObject({
    kind: described(v.literal('github'), 'a workflow of GitHub Actions'),
    ...repositoryEntries,
  }),
  v.strictObject({
    kind: described(v.literal('gitlab'), 'a pipeline of gitlab.com, or of a GitLab of your own'),
    ...repositoryEntries,
    issuer: optionally(
      originSchema,
      'the address of a GitLab of your own, which is its OIDC issuer, compared exactly (`https://gitlab.com` where absent)',
    ),
  }),
  v.strictObject({
    kind: described(v.literal('circleci'), 'a pipeline of CircleCI'),
    projectId: described(uuidSchema, 'UUID of the project'),
    pipelineDefinitionId: optionally(
      uuidSchema,
      "UUID of the pipeline's definition (any of the project where absent)",
    ),
    organizationId: optionally(
      uuidSchema,
      'UUID of the organisation, where its OIDC issuer is its own (any where absent)',
    ),
    repository: optionally(
      originPatternSchema,
      'where the source is, as CircleCI writes it: `github.com/owner/name` (any, or none, where absent)',
    ),
    refs: optionally(
      listOf(patternSchema),
      'refs that may publish, e.g. `refs/tags/v*` (any, or none, where absent)',
    ),
    allowSshRerun: optionally(
      v.boolean(),
      'accept a job in which somebody had a shell: what it made may be theirs (no where absent)',
    ),
  }),
  v.strictObject({
    kind: described(v.literal('buildkite'), 'a pipeline of Buildkite'),
    organization: described(nameSchema, 'slug of the organisation'),
    pipeline: described(patternSchema, 'slug of the pipeline'),
  }),
  v.strictObject({
    kind: described(v.literal('google'), 'a Google service account'),
    email: described(emailPatternSchema, 'its address'),
  }),
  v.strictObject({
    kind: described(v.literal('email'), 'a person who signed in with an OIDC issuer'),
    email: described(emailPatternSchema, 'the address in the certificate'),
    issuer: described(httpUrlSchema, 'the OIDC issuer, compared exactly'),
  }),
  v.strictObject({
    kind: described(
      v.literal('activestate'),
      'a builder of ActiveState. The public Sigstore issues it no certificates: only an instance of your own does',
    ),
    organization: described(nameSchema, 'the organisation'),
    project: optionally(patternSchema, "the project (any of the organisation's where absent)"),
    actor: optionally(
      nameSchema,
      'the user who publishes; no certificate proves it, so with it nobody is accepted',
    ),
  }),
  v.strictObject({
    kind: described(
      v.literal('keyring'),
      'people whose keys were imported (OpenPGP, minisign, plain public keys), or whom an imported CA certified',
    ),
    keyring: described(nameSchema, 'name of the keyring, as in `trustctl keys list`'),
    atLeast: optionally(
      countSchema,
      'how many people must have signed; counts people, not keys (1 where absent)',
    ),
  }),
])

export type IdentityEntry = v.InferOutput<typeof identitySchema>
