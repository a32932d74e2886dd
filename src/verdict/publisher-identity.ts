import type { GitHubPublisher, GitLabPublisher, Publisher } from './publisher.ts'

/**
 * Who a publisher is, for remembering: everything of its certificate that stays the same from release to release. Two
 * names of one repository are two entries; whether they are the same one, their numeric ids say (`isSameRepository`).
 */
export function publisherKey(publisher: Publisher): string {
  const { kind, issuer } = publisher
  switch (publisher.kind) {
    case 'github':
    case 'gitlab': {
      const { repository, repositoryId, ownerId, workflow } = publisher
      return JSON.stringify([kind, issuer, repository, repositoryId, ownerId, workflow])
    }
    case 'circleci':
      return JSON.stringify([kind, issuer, publisher.projectId, publisher.pipelineDefinitionId])
    case 'buildkite':
      return JSON.stringify([kind, issuer, publisher.organization, publisher.pipeline])
    case 'activestate':
      return JSON.stringify([kind, issuer, publisher.organization, publisher.project])
    case 'key':
      return JSON.stringify([kind, publisher.fingerprint])
    case 'google':
    case 'email':
      return JSON.stringify([kind, issuer, publisher.email])
    case 'other':
      return JSON.stringify([kind, issuer, publisher.subject])
  }
}

/** How a publisher stands to a remembered one: `null` where it is somebody else. */
export function relationTo(publisher: Publisher, remembered: Publisher): 'same' | 'renamed' | null {
  if (publisher.kind !== remembered.kind || publisher.issuer !== remembered.issuer) return null
  if (!hasRepository(publisher) || !hasRepository(remembered)) {
    return publisherKey(publisher) === publisherKey(remembered) ? 'same' : null
  }
  if (publisher.workflow !== remembered.workflow) return null
  const sameName = publisher.repository.toLowerCase() === remembered.repository.toLowerCase()
  // A name that came back under another id belongs to somebody else (resurrected repositories and owners).
  if (differ(publisher.repositoryId, remembered.repositoryId)) return null
  if (sameName) return differ(publisher.ownerId, remembered.ownerId) ? null : 'same'
  const known = publisher.repositoryId !== null && remembered.repositoryId !== null
  return known ? 'renamed' : null
}

/** Of a forge, which gives its repositories numbers. */
function hasRepository(publisher: Publisher): publisher is GitHubPublisher | GitLabPublisher {
  return publisher.kind === 'github' || publisher.kind === 'gitlab'
}

/** Both are known, and not the same. */
function differ(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one !== other
}
