import type { Fact, ProvenanceOffer, Shortfall } from '../../verdict/index.ts'
import type { RuleSettings, Tofu, Waivable } from '../policy.ts'
import type { Effect } from '../schema/index.ts'

/**
 * Why a leaf is met, or not. `rejected`: there is verified evidence, of somebody else; `first-use`: nobody is remembered
 * to hold its publisher against; `changed`: somebody else is, or there is no attestation any more.
 */
export type LeafOutcome =
  'met' | 'missing' | 'unavailable' | 'rejected' | 'too-young' | 'first-use' | 'changed' | 'waived'

/** What a leaf finds; `reason` is null where it is met or waived. */
export interface Leaf {
  readonly outcome: LeafOutcome
  readonly effect: Effect
  readonly reason: Shortfall | null
}

export const LEAF_MET: Leaf = { outcome: 'met', effect: 'allow', reason: null }

/** What requirements are weighed by. */
export interface Scales {
  readonly facts: readonly Fact[]
  readonly offer: ProvenanceOffer
  readonly settings: RuleSettings
  /** What follows where an attestation can't be had: `availability`'s word where it has one, else the rule's. */
  readonly withoutEvidence: Effect
  /** Set where what verified earlier is too long ago to stand in: how long, in words. */
  readonly stale: string | null
  /** What follows at the first sight of a publisher here; `allow` where it is only remembered. */
  readonly firstUse: Effect
  readonly tofu: Tofu
  readonly waived: ReadonlySet<Waivable>
  /** Seconds since the epoch, UTC. */
  readonly now: number
}

/** A shortfall with what follows from it by the settings. */
export function short(outcome: LeafOutcome, reason: Shortfall, scales: Scales): Leaf {
  return { outcome, effect: effectOf(outcome, scales), reason }
}

function effectOf(outcome: LeafOutcome, { settings, firstUse, tofu }: Scales): Effect {
  switch (outcome) {
    case 'met':
    case 'waived':
      return 'allow'
    case 'missing':
      return settings.onMissing
    case 'unavailable':
      return settings.onUnavailable
    case 'rejected':
      return 'block'
    case 'too-young':
      return settings.onTooYoung === 'warn' ? 'warn' : 'block'
    case 'first-use':
      return firstUse
    case 'changed':
      return tofu.onChange
  }
}
