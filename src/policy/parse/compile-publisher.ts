import { compileGlob, type Glob } from '../glob.ts'
import { ISSUERS } from '../issuers.ts'
import type { PublisherIdentity } from '../policy.ts'
import type { IdentityEntry } from '../schema/index.ts'

/** Whom an entry of `identities` accepts attestations of; null for a keyring, whose people sign. */
export function compilePublisher(name: string, entry: IdentityEntry): PublisherIdentity | null {
  switch (entry.kind) {
    case 'github':
      return compileRepository(name, entry, ISSUERS.github)
    case 'gitlab':
      return compileRepository(name, entry, entry.issuer ?? ISSUERS.gitlab)
    case 'circleci':
      return compileCircleCi(name, entry)
    case 'buildkite':
      return compileBuildkite(name, entry)
    case 'google':
      return compileAddress(name, entry, ISSUERS.google)
    case 'email':
      return compileAddress(name, entry, entry.issuer)
    case 'activestate':
      return compileActiveState(name, entry)
    case 'keyring':
      return null
  }
}

type EntryOf<Kind extends IdentityEntry['kind']> = Extract<IdentityEntry, { kind: Kind }>

function compileRepository(
  name: string,
  entry: EntryOf<'github' | 'gitlab'>,
  issuer: string,
): PublisherIdentity {
  const { kind, repository, workflow, environment, refs, triggers, repositoryId, ownerId } = entry
  const details = [
    issuer !== ISSUERS[kind] && `of ${issuer}`,
    workflow,
    environment !== undefined && `environment ${environment}`,
    refs && `ref ${refs.join(' or ')}`,
    triggers && `started by ${triggers.join(' or ')}`,
    repositoryId !== undefined && `repository number ${repositoryId}`,
    ownerId !== undefined && `owner number ${ownerId}`,
  ]
  return {
    kind,
    name,
    issuer,
    repository: compileGlob(repository),
    workflow: globOf(workflow),
    environment: globOf(environment),
    refs: globsOf(refs),
    triggers: triggers ?? null,
    repositoryId: repositoryId ?? null,
    ownerId: ownerId ?? null,
    text: worded([kind, repository, ...details]),
  }
}

function compileCircleCi(name: string, entry: EntryOf<'circleci'>): PublisherIdentity {
  const { kind, projectId, pipelineDefinitionId, organizationId, repository, refs, allowSshRerun } = entry
  const details = [
    pipelineDefinitionId !== undefined && `definition ${pipelineDefinitionId}`,
    organizationId !== undefined && `of organisation ${organizationId}`,
    repository,
    refs && `ref ${refs.join(' or ')}`,
    allowSshRerun !== true && 'without a shell in the job',
  ]
  return {
    kind,
    name,
    issuer: organizationId === undefined ? null : `${ISSUERS.circleci}/org/${organizationId}`,
    projectId,
    pipelineDefinitionId: pipelineDefinitionId ?? null,
    repository: globOf(repository),
    refs: globsOf(refs),
    allowSshRerun: allowSshRerun ?? false,
    text: worded([kind, `project ${projectId}`, ...details]),
  }
}

function compileBuildkite(
  name: string,
  { kind, organization, pipeline }: EntryOf<'buildkite'>,
): PublisherIdentity {
  return {
    kind,
    name,
    issuer: ISSUERS.buildkite,
    organization,
    pipeline: compileGlob(pipeline),
    text: `${kind} ${organization}/${pipeline}`,
  }
}

function compileAddress(
  name: string,
  { kind, email }: EntryOf<'google' | 'email'>,
  issuer: string,
): PublisherIdentity {
  return { kind, name, issuer, email: compileGlob(email, '@'), text: `${kind} ${email} (${issuer})` }
}

function compileActiveState(
  name: string,
  { kind, organization, project, actor }: EntryOf<'activestate'>,
): PublisherIdentity {
  return {
    kind,
    name,
    issuer: ISSUERS.activestate,
    organization,
    project: compileGlob(project ?? '*'),
    isNobody: actor !== undefined,
    text: worded([kind, `${organization}/${project ?? '*'}`, actor]),
  }
}

function globOf(pattern: string | undefined): Glob | null {
  return pattern === undefined ? null : compileGlob(pattern)
}

function globsOf(patterns: readonly string[] | undefined): readonly Glob[] | null {
  return patterns === undefined ? null : patterns.map((pattern) => compileGlob(pattern))
}

function worded(parts: readonly (string | false | undefined)[]): string {
  return parts.filter((part) => part !== false && part !== undefined).join(' ')
}
