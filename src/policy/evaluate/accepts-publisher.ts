import type {
  ActiveStatePublisher,
  BuildkitePublisher,
  CircleCiPublisher,
  GitHubPublisher,
  GitLabPublisher,
  Publisher,
} from '../../verdict/index.ts'
import type { Glob } from '../glob.ts'
import type {
  ActiveStateIdentity,
  AddressIdentity,
  BuildkiteIdentity,
  CircleCiIdentity,
  PublisherIdentity,
  RepositoryIdentity,
} from '../policy.ts'

/** Whether the verified publisher is the identity: kind and issuer exactly, the rest by its anchored patterns. */
export function acceptsPublisher(identity: PublisherIdentity, publisher: Publisher): boolean {
  if (identity.issuer !== null && identity.issuer !== publisher.issuer) return false
  switch (publisher.kind) {
    case 'github':
    case 'gitlab':
      return (
        identity.kind === publisher.kind &&
        acceptsRepository(identity, publisher) &&
        acceptsOrigin(identity, publisher)
      )
    case 'google':
    case 'email':
      return isAddress(identity, publisher.kind) && identity.email(publisher.email)
    case 'activestate':
      return identity.kind === 'activestate' && acceptsActiveState(identity, publisher)
    case 'circleci':
      return identity.kind === 'circleci' && acceptsCircleCi(identity, publisher)
    case 'buildkite':
      return identity.kind === 'buildkite' && acceptsBuildkite(identity, publisher)
    case 'key':
    case 'other':
      return false
  }
}

/** UUIDs to the letter; what somebody with a shell may have made only where that is said to do. */
function acceptsCircleCi(identity: CircleCiIdentity, publisher: CircleCiPublisher): boolean {
  if (publisher.rerunWithSsh && !identity.allowSshRerun) return false
  const { projectId, pipelineDefinitionId } = identity
  return (
    projectId === publisher.projectId &&
    isOrAny(pipelineDefinitionId, publisher.pipelineDefinitionId) &&
    acceptsPart(identity.repository, publisher.repository) &&
    (identity.refs === null || identity.refs.some((ref) => acceptsPart(ref, publisher.ref)))
  )
}

function acceptsBuildkite(identity: BuildkiteIdentity, publisher: BuildkitePublisher): boolean {
  return identity.organization === publisher.organization && identity.pipeline(publisher.pipeline)
}

function acceptsActiveState(identity: ActiveStateIdentity, publisher: ActiveStatePublisher): boolean {
  if (identity.isNobody || identity.organization !== publisher.organization) return false
  return identity.project(publisher.project)
}

/** An e-mail identity with Google's issuer is about the same certificates as a google one. */
function isAddress(identity: PublisherIdentity, kind: 'google' | 'email'): identity is AddressIdentity {
  return identity.kind === 'email' || (identity.kind === 'google' && kind === 'google')
}

/** What the certificate does not say matches no pattern. */
function acceptsRepository(
  identity: RepositoryIdentity,
  publisher: GitHubPublisher | GitLabPublisher,
): boolean {
  return (
    identity.repository(publisher.repository) &&
    acceptsPart(identity.workflow, publisher.workflow) &&
    acceptsPart(identity.environment, publisher.environment) &&
    (identity.refs === null || identity.refs.some((ref) => acceptsPart(ref, publisher.ref)))
  )
}

/** What stays when names change hands, and what started it. */
function acceptsOrigin(
  { repositoryId, ownerId, triggers }: RepositoryIdentity,
  publisher: GitHubPublisher | GitLabPublisher,
): boolean {
  return (
    isOrAny(repositoryId, publisher.repositoryId) &&
    isOrAny(ownerId, publisher.ownerId) &&
    (triggers === null || (publisher.trigger !== null && triggers.includes(publisher.trigger)))
  )
}

function isOrAny(wanted: string | null, found: string | null): boolean {
  return wanted === null || wanted === found
}

function acceptsPart(pattern: Glob | null, part: string | null): boolean {
  return pattern === null || (part !== null && pattern(part))
}
