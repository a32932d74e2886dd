import type {
  ActiveStatePublisher,
  GitHubPublisher,
  GitLabPublisher,
  Publisher,
} from '../../verdict/index.ts'
import type { Glob } from '../glob.ts'
import type {
  ActiveStateIdentity,
  AddressIdentity,
  PublisherIdentity,
  RepositoryIdentity,
} from '../policy.ts'

/** Whether the verified publisher is the identity: kind and issuer exactly, the rest by its anchored patterns. */
export function acceptsPublisher(identity: PublisherIdentity, publisher: Publisher): boolean {
  if (identity.issuer !== publisher.issuer) return false
  switch (publisher.kind) {
    case 'github':
    case 'gitlab':
      return identity.kind === publisher.kind && acceptsRepository(identity, publisher)
    case 'google':
    case 'email':
      return isAddress(identity, publisher.kind) && identity.email(publisher.email)
    case 'activestate':
      return identity.kind === 'activestate' && acceptsActiveState(identity, publisher)
    case 'circleci':
    case 'buildkite':
    case 'key':
    case 'other':
      return false
  }
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

function acceptsPart(pattern: Glob | null, part: string | null): boolean {
  return pattern === null || (part !== null && pattern(part))
}
