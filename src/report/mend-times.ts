import type { DecisionRecord } from '../protocol/index.ts'
import { isBypassed } from './bypass-uses.ts'

/** How long it took from a release's first refusal until something of its project passed. Times in seconds. */
export interface Mends {
  /** Releases that were refused. */
  readonly refused: number
  readonly mended: number
  /** Null where none was mended. */
  readonly medianSeconds: number | null
  readonly longestSeconds: number | null
  /** Those of which nothing passed since, the oldest first; `at` in seconds since the epoch, UTC. */
  readonly open: readonly { readonly project: string; readonly version: string | null; readonly at: number }[]
}

/** Takes decisions in any order. */
export interface MendTimes {
  add(record: DecisionRecord): void
  result(): Mends
}

interface Course {
  /** First refusal of each version. */
  readonly refused: Map<string | null, number>
  readonly passed: number[]
}

/** What passed by a break-glass mends nothing. A project that has no name yet is nobody's. */
export function mendTimes(): MendTimes {
  const courses = new Map<string, Course>()
  return {
    add: (record) => {
      const { artifact, verdict, at } = record
      const { project } = artifact
      if (project === null || isBypassed(record)) return
      const course = courses.get(project) ?? { refused: new Map<string | null, number>(), passed: [] }
      courses.set(project, course)
      if (verdict.decision !== 'block') course.passed.push(at)
      else {
        const version = 'version' in artifact ? artifact.version : null
        course.refused.set(version, Math.min(at, course.refused.get(version) ?? at))
      }
    },
    result: () => {
      const cases = Array.from(courses, ([project, course]) => casesOf(project, course)).flat()
      const took = cases.flatMap(({ seconds }) => seconds ?? []).toSorted((a, b) => a - b)
      const open = cases.filter(({ seconds }) => seconds === null).toSorted((a, b) => a.at - b.at)
      return {
        refused: cases.length,
        mended: took.length,
        medianSeconds: medianOf(took),
        longestSeconds: took.at(-1) ?? null,
        open: open.map(({ project, version, at }) => ({ project, version, at })),
      }
    },
  }
}

function casesOf(project: string, { refused, passed }: Course) {
  const ascending = passed.toSorted((a, b) => a - b)
  return Array.from(refused, ([version, at]) => {
    const next = ascending.find((each) => each >= at)
    return { project, version, at, seconds: next === undefined ? null : next - at }
  })
}

function medianOf(ascending: readonly number[]): number | null {
  const [below, above] = [(ascending.length - 1) >> 1, ascending.length >> 1]
  const [low, high] = [ascending[below], ascending[above]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}
