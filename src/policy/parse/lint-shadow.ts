import { globCovers } from '../glob.ts'
import type { PolicyProblem } from '../policy-problem.ts'
import { projectPattern } from '../project-pattern.ts'
import type { MatchEntry } from '../schema/index.ts'
import { problemAt, type Layer } from './layer.ts'

/** A rule after one that matches all that it matches can never decide. Finds no such pair where there is none. */
export function lintShadows(layer: Layer): readonly PolicyProblem[] {
  const rules = (layer.file.rules ?? []).map(({ id, match }) => ({ id, match: normalised(match) }))
  return rules.flatMap(({ id, match }, at) => {
    const earlier = rules.slice(0, at).find((rule) => covers(rule.match, match))
    if (earlier === undefined) return []
    const message = `\`${id}\` can never decide: \`${earlier.id}\` above it matches all that it matches`
    const hint = 'move it up, or remove it'
    return [problemAt(layer, ['rules', at], { code: 'shadowed-rule', message, hint })]
  })
}

function normalised(match: MatchEntry): MatchEntry {
  return {
    ...match,
    ...(match.project && { project: match.project.map(projectPattern) }),
    ...(match.projectNot && { projectNot: match.projectNot.map(projectPattern) }),
  }
}

function covers(wide: MatchEntry, narrow: MatchEntry): boolean {
  return (
    coversProject(wide.project, narrow.project) &&
    coversProjectNot(wide.projectNot, narrow.projectNot) &&
    isSubset(narrow.index, wide.index) &&
    isSubset(wide.indexNot ?? [], narrow.indexNot ?? []) &&
    isSubset(narrow.kind, wide.kind) &&
    isSubset(narrow.channel, wide.channel) &&
    isSubset(narrow.context, wide.context)
  )
}

/** `*` also matches a tree without a name, so it is as wide as no condition at all. */
function coversProject(wide: readonly string[] | undefined, narrow: readonly string[] | undefined): boolean {
  if (wide === undefined || wide.includes('*')) return true
  return narrow !== undefined && narrow.every((pattern) => wide.some((other) => globCovers(other, pattern)))
}

function coversProjectNot(wide: readonly string[] = [], narrow: readonly string[] = []): boolean {
  return wide.every((pattern) => narrow.some((other) => globCovers(other, pattern)))
}

/** A condition that is absent allows everything. */
function isSubset(narrow: readonly string[] | undefined, wide: readonly string[] | undefined): boolean {
  if (wide === undefined) return true
  return narrow !== undefined && narrow.every((item) => wide.includes(item))
}
