import { asWeighed, combine, countOf, isBranch, weighLeaf, type Scales } from '../evaluate/index.ts'
import type { NamedRequirement, Requirement } from '../policy.ts'
import type { ExplainedRequirement } from './explanation.ts'

/** Each requirement as a tree, with what became of every check in it. */
export function explainRequirements(
  requirements: readonly NamedRequirement[],
  scales: Scales,
): readonly ExplainedRequirement[] {
  return requirements.map(({ name, node }) => ({ ...explainNode(node, scales), name }))
}

function explainNode(node: Requirement, scales: Scales): ExplainedRequirement {
  if (!isBranch(node)) {
    const leaf = weighLeaf(node, scales)
    return { name: null, type: node.type, count: null, outcome: leaf.outcome, ...asWeighed(leaf), of: [] }
  }
  const of = node.of.map((child) => explainNode(child, scales))
  const { effect } = combine(node, of)
  const met = of.filter(({ outcome }) => outcome === 'met' || outcome === 'waived').length
  const count = countOf(node)
  return {
    name: null,
    type: node.type,
    count,
    outcome: met >= count ? 'met' : 'not-met',
    effect,
    reasons: [],
    of,
  }
}
