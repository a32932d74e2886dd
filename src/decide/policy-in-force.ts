import {
  evaluateLayers,
  pageDenial,
  privateIndexes,
  withhold,
  type Layers,
  type Policy,
} from '../policy/index.ts'
import type { PolicyInForce } from './world.ts'

/** What a judgement needs of the layers that are in force; `published`: those of them that key directories say. */
export function policyInForce(
  layers: Layers,
  published: readonly Policy[] = [],
): Extract<PolicyInForce, { kind: 'in-force' }> {
  return {
    kind: 'in-force',
    evaluate: (question, now) => evaluateLayers(question, layers, now),
    withhold: (listing, run, now) => withhold(listing, run.context, layers, now),
    page: (subject) => pageDenial(subject, layers),
    privateIndexes: privateIndexes(layers, published),
  }
}
