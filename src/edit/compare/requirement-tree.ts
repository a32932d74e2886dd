import type { RequirementEntry } from '../../policy/index.ts'

/** A requirement in which each attestation has with it the lists of logs that hold for it, as the evaluator reads it. */
export interface RequirementTree extends Omit<RequirementEntry, 'all' | 'any' | 'of'> {
  readonly all?: readonly RequirementTree[]
  readonly any?: readonly RequirementTree[]
  readonly of?: readonly RequirementTree[]
  /** Of an attestation and a provenance: one log of each list must hold it. */
  readonly logs: readonly (readonly string[])[]
  /** Of a provenance: it must be by one identity of each list, as the attestations beside it. */
  readonly besides: readonly (readonly string[])[]
}

type Beside = Pick<RequirementTree, 'logs' | 'besides'>

/** The tree of a requirement's text. */
export function treeOf(entry: RequirementEntry, beside: Beside = { logs: [], besides: [] }): RequirementTree {
  const { all, any, of, ...leaf } = entry
  const below = (children: readonly RequirementEntry[], more: Beside) =>
    children.map((child) => treeOf(child, more))
  const isHeld = leaf.attestation !== undefined || leaf.provenance !== undefined
  return {
    ...leaf,
    logs: isHeld ? beside.logs : [],
    besides: leaf.provenance === undefined ? [] : beside.besides,
    ...(all && { all: below(all, within(beside, all)) }),
    ...(any && { any: below(any, beside) }),
    ...(of && { of: below(of, beside) }),
  }
}

function within({ logs, besides }: Beside, nodes: readonly RequirementEntry[]): Beside {
  return {
    logs: [...logs, ...nodes.flatMap(({ transparency }) => (transparency ? [transparency.logs] : []))],
    besides: [...besides, ...nodes.flatMap(({ attestation }) => (attestation?.by ? [attestation.by] : []))],
  }
}
