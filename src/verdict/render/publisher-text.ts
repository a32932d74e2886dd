import type { KeyPublisher, Publisher } from '../publisher.ts'
import { safeText } from './safe-text.ts'

/** A publisher's name for people: `GitHub pypa/sampleproject`, `GitLab group/project`, `Google build@x.example`, `jo@x.example`. */
export function publisherText(publisher: Publisher): string {
  switch (publisher.kind) {
    case 'github':
      return `GitHub ${safeText(publisher.repository)}`
    case 'gitlab':
      return `GitLab ${safeText(publisher.repository)}`
    case 'google':
      return `Google ${safeText(publisher.email)}`
    case 'circleci':
      return `CircleCI ${safeText(publisher.repository ?? `project ${publisher.projectId}`)}`
    case 'buildkite':
      return `Buildkite ${safeText(publisher.organization)}/${safeText(publisher.pipeline)}`
    case 'activestate':
      return `ActiveState ${safeText(publisher.organization)}/${safeText(publisher.project)}`
    case 'email':
      return safeText(publisher.email)
    case 'key':
      return keyName(publisher)
    case 'other':
      return `${safeText(publisher.subject)} (${safeText(publisher.issuer)})`
  }
}

/** Whose key it is, where somebody said so. */
function keyName({ owner, fingerprint }: KeyPublisher): string {
  const key = `key ${safeText(fingerprint)}`
  return owner === '' ? key : `${safeText(owner)}, ${key}`
}

/** The same with the workflow and the ref, where there are any: `GitHub pypa/sampleproject release.yml @ refs/heads/main`. */
export function publisherLine(publisher: Publisher): string {
  const name = publisherText(publisher)
  if (publisher.kind !== 'github' && publisher.kind !== 'gitlab') return name
  const ref = publisher.ref === null ? '' : ` @ ${safeText(publisher.ref)}`
  return `${name} ${safeText(publisher.workflow)}${ref}`
}

/** Every claim of the certificate that is set, as rows of name and value, in a reader's order. */
export function publisherRows(publisher: Publisher): readonly (readonly [name: string, value: string])[] {
  const rows: (readonly [string, string | null])[] = [
    ['publisher', publisherText(publisher)],
    ...claimRows(publisher),
  ]
  if (publisher.kind !== 'key') rows.push(['identity', publisher.subject], ['issuer', publisher.issuer])
  return rows.flatMap(([name, value]) => (value === null ? [] : [[name, safeText(value)] as const]))
}

function claimRows(publisher: Publisher): readonly (readonly [name: string, value: string | null])[] {
  switch (publisher.kind) {
    case 'github':
    case 'gitlab':
      return [
        ['workflow', publisher.workflow],
        ['ref', publisher.ref],
        ['commit', publisher.commit],
        ['trigger', publisher.trigger],
        ['environment', publisher.environment],
        ['repository id', publisher.repositoryId],
        ['owner id', publisher.ownerId],
      ]
    case 'circleci':
      return [
        ['project id', publisher.projectId],
        ['pipeline definition', publisher.pipelineDefinitionId],
        ['ref', publisher.ref],
        ['ssh', publisher.rerunWithSsh ? 'somebody had a shell in the job' : null],
      ]
    case 'buildkite':
      return [
        ['commit', publisher.commit],
        ['trigger', publisher.trigger],
      ]
    case 'key':
      return [['keyrings', publisher.keyrings.length === 0 ? null : publisher.keyrings.join(', ')]]
    case 'google':
    case 'email':
    case 'activestate':
    case 'other':
      return []
  }
}
