import type { Publisher } from '../publisher.ts'
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
    case 'email':
      return safeText(publisher.email)
    case 'other':
      return `${safeText(publisher.subject)} (${safeText(publisher.issuer)})`
  }
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
  const rows: (readonly [string, string | null])[] = [['publisher', publisherText(publisher)]]
  if (publisher.kind === 'github' || publisher.kind === 'gitlab') {
    rows.push(['workflow', publisher.workflow], ['ref', publisher.ref], ['commit', publisher.commit])
    if (publisher.kind === 'github') rows.push(['trigger', publisher.trigger])
    rows.push(['environment', publisher.environment], ['repository id', publisher.repositoryId])
    rows.push(['owner id', publisher.ownerId])
  }
  rows.push(['identity', publisher.subject], ['issuer', publisher.issuer])
  return rows.flatMap(([name, value]) => (value === null ? [] : [[name, safeText(value)] as const]))
}
