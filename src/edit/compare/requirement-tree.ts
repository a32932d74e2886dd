import type { RequirementEntry } from '../../policy/index.ts'

/** A requirement in which each attestation has with it the lists of logs that hold for it, as the evaluator reads it. */
export interface RequirementTree extends Omit<RequirementEntry, 'all' | 'any' | 'of'> {
  readonly all?: readonly RequirementTree[]
  readonly any?: readonly RequirementTree[]
  readonly of?: readonly RequirementTree[]
  /** Of an attestation: one log of each list must hold it. */
  readonly logs: readonly (readonly string[])[]
}

/** The tree of a requirement's text. */
export function treeOf(entry: RequirementEntry, logs: RequirementTree['logs'] = []): RequirementTree {
  const { all, any, of, ...leaf } = entry
  const beside = (all ?? []).flatMap(({ transparency }) => (transparency ? [transparency.logs] : []))
  const below = (children: readonly RequirementEntry[], lists: RequirementTree['logs']) =>
    children.map((child) => treeOf(child, lists))
  return {
    ...leaf,
    logs: leaf.attestation === undefined ? [] : logs,
    ...(all && { all: below(all, [...logs, ...beside]) }),
    ...(any && { any: below(any, logs) }),
    ...(of && { of: below(of, logs) }),
  }
}
