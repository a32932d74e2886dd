import type { Publisher } from '../../verdict/index.ts'

/** Whether two facts speak of one certificate's identity. */
export function samePublisher(a: Publisher, b: Publisher): boolean {
  if (a.kind !== b.kind || a.issuer !== b.issuer || a.subject !== b.subject) return false
  return repositoryOf(a) === repositoryOf(b)
}

/** A reusable workflow gives certificates of many repositories the same subject. */
function repositoryOf(publisher: Publisher): string {
  return publisher.kind === 'github' || publisher.kind === 'gitlab'
    ? `${publisher.repository} ${publisher.repositoryId ?? ''}`
    : ''
}
