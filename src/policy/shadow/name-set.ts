import { compileGlob, globCovers, type Glob } from '../glob.ts'
import { projectPattern } from '../project-pattern.ts'
import type { MatchEntry } from '../schema/index.ts'

/** A set of project names, as a rule describes it: those that some pattern of `of` matches and none of `but` does. */
export interface NameSet {
  /** Null: every name. In the form of PEP 503. */
  readonly of: readonly string[] | null
  readonly but: readonly string[]
  /** True where a tree whose name is not known yet is in it. */
  readonly unnamed: boolean
  /** Whether a name is in it. */
  readonly has: (name: string) => boolean
}

/** What a rule's `match` says of names. */
export function nameSet({ project, projectNot = [] }: Pick<MatchEntry, 'project' | 'projectNot'>): NameSet {
  const any = project === undefined || project.includes('*')
  const of = any ? null : project.map(projectPattern)
  const but = projectNot.map(projectPattern)
  const [ofGlobs, butGlobs] = [
    of?.map((pattern) => compileGlob(pattern)),
    but.map((pattern) => compileGlob(pattern)),
  ]
  return {
    of,
    but,
    unnamed: any,
    has: (name) => (ofGlobs === undefined || isAny(ofGlobs, name)) && !isAny(butGlobs, name),
  }
}

function isAny(globs: readonly Glob[], name: string): boolean {
  return globs.some((glob) => glob(name))
}

/** True where every name of `narrow` is in `wide`. May be false where that is hard to tell. */
export function surelyCovers(wide: NameSet, narrow: NameSet): boolean {
  const within = wide.but.every((pattern) => narrow.but.some((other) => globCovers(other, pattern)))
  if (!within || wide.of === null) return within
  const { of } = wide
  return narrow.of !== null && narrow.of.every((pattern) => of.some((other) => globCovers(other, pattern)))
}

/** False only where no name can be in both, by how their patterns begin and end. */
export function mayMeet(a: NameSet, b: NameSet): boolean {
  const { of } = b
  return a.of === null || of === null || a.of.some((one) => of.some((other) => endsMeet(one, other)))
}

function endsMeet(a: string, b: string): boolean {
  const [headA, headB] = [a.split('*', 1)[0] ?? '', b.split('*', 1)[0] ?? '']
  if (!headA.startsWith(headB) && !headB.startsWith(headA)) return false
  const [tailA, tailB] = [a.slice(a.lastIndexOf('*') + 1), b.slice(b.lastIndexOf('*') + 1)]
  return tailA.endsWith(tailB) || tailB.endsWith(tailA)
}

/** Names of the set that are likely in no other: its own patterns with something rare in their stars. */
export function likelyNames({ of, has }: NameSet): readonly string[] {
  const names = (of ?? ['*']).flatMap((pattern) =>
    ['', 'x0q', '0q-x0'].map((word) => pattern.replaceAll('*', word)),
  )
  return names.filter((name) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) && has(name))
}
