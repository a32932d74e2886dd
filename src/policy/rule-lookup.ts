import { projectPattern } from './project-pattern.ts'
import type { MatchEntry } from './schema/index.ts'

/** Finds the rules that may be about a project without looking at each of them. */
export interface RuleLookup {
  /** Positions of rules that may be about it, in several lists of which each is in order; every rule that is about it is in one. */
  readonly candidates: (project: string | null) => readonly (readonly number[])[]
}

/** Letters of a name's beginning by which rules are filed. */
const MAX_HEAD = 6

/** Files rules by how their patterns begin; those that may match any beginning are candidates for every name. */
export function ruleLookup(matches: readonly MatchEntry[]): RuleLookup {
  const always: number[] = []
  const byHead = new Map<string, number[]>()
  for (const [at, { project }] of matches.entries()) {
    const heads = new Set((project ?? ['*']).map(headOf))
    if (heads.has('')) always.push(at)
    else for (const head of heads) byHead.set(head, [...(byHead.get(head) ?? []), at])
  }
  return {
    candidates: (project) => (project === null ? [always] : [always, ...filed(project, byHead)]),
  }
}

function headOf(pattern: string): string {
  return projectPattern(pattern).split('*', 1).join('').slice(0, MAX_HEAD)
}

function filed(
  project: string,
  byHead: ReadonlyMap<string, readonly number[]>,
): readonly (readonly number[])[] {
  const lists: (readonly number[])[] = []
  for (let length = 1; length <= Math.min(MAX_HEAD, project.length); length += 1) {
    const list = byHead.get(project.slice(0, length))
    if (list !== undefined) lists.push(list)
  }
  return lists
}
