import type { DecisionRecord } from '../protocol/index.ts'
import { REASONS, type ReasonCode } from '../verdict/index.ts'

/** How often decisions had one outcome, by code and by project; the most frequent first. */
export interface OutcomeCounts {
  readonly decisions: number
  readonly byCode: readonly {
    readonly code: ReasonCode
    readonly slug: string
    readonly decisions: number
    readonly projects: readonly string[]
  }[]
  readonly byProject: readonly {
    readonly project: string
    readonly decisions: number
    readonly codes: readonly ReasonCode[]
  }[]
}

export interface OutcomeCounter {
  add(record: DecisionRecord): void
  result(): OutcomeCounts
}

/** Projects that are named at one code. */
const MAX_NAMED = 100

/** Counts decisions that all had the same outcome. */
export function outcomeCounter(): OutcomeCounter {
  let decisions = 0
  const codes = new Map<ReasonCode, Tally<string>>()
  const projects = new Map<string, Tally<ReasonCode>>()
  return {
    add: ({ artifact, verdict }) => {
      const project = artifact.project ?? artifact.location
      decisions += 1
      count(codes, verdict.code, project)
      count(projects, project, verdict.code)
    },
    result: () => ({
      decisions,
      byCode: ranked(codes).map(([code, tally]) => ({
        code,
        slug: REASONS[code].slug,
        decisions: tally.times,
        projects: [...tally.with].slice(0, MAX_NAMED),
      })),
      byProject: ranked(projects).map(([project, tally]) => ({
        project,
        decisions: tally.times,
        codes: [...tally.with],
      })),
    }),
  }
}

interface Tally<T> {
  times: number
  readonly with: Set<T>
}

function count<K, T>(tallies: Map<K, Tally<T>>, key: K, other: T): void {
  const tally = tallies.get(key) ?? { times: 0, with: new Set<T>() }
  tallies.set(key, tally)
  tally.times += 1
  tally.with.add(other)
}

function ranked<K extends string, T>(tallies: ReadonlyMap<K, Tally<T>>): readonly [K, Tally<T>][] {
  return [...tallies].toSorted(([a, one], [b, other]) => other.times - one.times || a.localeCompare(b))
}
