import type { Decision } from '../../verdict/index.ts'
import { evaluate, type Evaluation, type PolicyQuestion } from '../evaluate/index.ts'
import type { Policy } from '../policy.ts'

/** Policies that hold together, from the widest to the narrowest: the machine's, the team's, the user's. At least one. */
export type Layers = readonly [Policy, ...Policy[]]

const ORDER: readonly Decision[] = ['allow', 'warn', 'block']

/**
 * Each layer decides alone, and the strictest decision wins: a lower layer can only tighten. Of two that are as strict
 * the wider one is named. `now` in seconds since the epoch, UTC.
 */
export function evaluateLayers(question: PolicyQuestion, layers: Layers, now: number): Evaluation {
  const [first, ...rest] = layers
  return rest
    .map((policy) => evaluate(question, policy, now))
    .reduce(
      (strictest, next) => (isStricter(next.decision, strictest.decision) ? next : strictest),
      evaluate(question, first, now),
    )
}

export function isStricter(a: Decision, b: Decision): boolean {
  return ORDER.indexOf(a) > ORDER.indexOf(b)
}

/**
 * The presets among the layers that allow no bypass: `strict` and `ci`. Empty where one may begin; whether it then
 * counts for a run depends on that run's context too.
 */
export function bypassForbidden(layers: Layers): readonly ('strict' | 'ci')[] {
  return layers.flatMap(({ preset }) => (preset === 'strict' || preset === 'ci' ? [preset] : []))
}
