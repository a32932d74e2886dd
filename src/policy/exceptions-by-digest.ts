import type { Exception, Policy } from './policy.ts'

/** Exceptions by the digests that they are bound to. */
export function byDigest(exceptions: readonly Exception[]): Policy['exceptionsOf'] {
  const entries = exceptions.flatMap((exception) =>
    [...exception.sha256].map((digest) => ({ digest, exception })),
  )
  const groups = Map.groupBy(entries, ({ digest }) => digest)
  return new Map(Array.from(groups, ([digest, group]) => [digest, group.map(({ exception }) => exception)]))
}
