import type { Glob } from '../glob.ts'
import type { Match } from '../policy.ts'
import type { Subject } from './subject.ts'

/** What conditions look at. */
export type Matched = Pick<Subject, 'kind' | 'channel' | 'context' | 'indexes' | 'project'>

/** Whether every condition of `match` holds. */
export function matches(match: Match, subject: Matched): boolean {
  return (
    among(match.kind, subject.kind) &&
    among(match.channel, subject.channel) &&
    among(match.context, subject.context) &&
    matchesIndex(match, subject.indexes) &&
    matchesProject(match, subject.project)
  )
}

function among<Item>(allowed: readonly Item[] | null, item: Item): boolean {
  return allowed === null || allowed.includes(item)
}

function matchesIndex({ index, indexNot }: Match, names: readonly string[]): boolean {
  if (index !== null && !index.some((name) => names.includes(name))) return false
  return indexNot === null || !indexNot.some((name) => names.includes(name))
}

/** A tree whose name is not known yet is matched by the pattern `*` alone, and excluded by none but it. */
function matchesProject(match: Match, project: string | null): boolean {
  if (project === null) return match.project === null || match.anyProject
  if (match.project !== null && !anyMatches(match.project, project)) return false
  return match.projectNot === null || !anyMatches(match.projectNot, project)
}

export function anyMatches(globs: readonly Glob[], text: string): boolean {
  return globs.some((glob) => glob(text))
}
