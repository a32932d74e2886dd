import type { DecisionRecord } from '../protocol/index.ts'

/** A policy that decided in the period. Times in seconds since the epoch, UTC: of its first and last decision. */
export interface PolicySeen {
  readonly name: string
  readonly version: number
  readonly digest: string
  readonly decisions: number
  readonly firstAt: number
  readonly lastAt: number
}

export interface PoliciesSeen {
  add(record: DecisionRecord): void
  /** The one that decided last comes first. */
  result(): readonly PolicySeen[]
}

/** Which policies decided, and when. */
export function policiesSeen(): PoliciesSeen {
  const seen = new Map<string, PolicySeen>()
  return {
    add: ({ at, verdict: { policy } }) => {
      const { name, version, digest } = policy
      const before = seen.get(digest) ?? { decisions: 0, firstAt: at, lastAt: at }
      seen.set(digest, {
        name,
        version,
        digest,
        decisions: before.decisions + 1,
        firstAt: Math.min(at, before.firstAt),
        lastAt: Math.max(at, before.lastAt),
      })
    },
    result: () => [...seen.values()].toSorted((a, b) => b.lastAt - a.lastAt),
  }
}
