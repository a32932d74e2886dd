import type { Fact, ProvenanceOffer, Reason } from '../../verdict/index.ts'
import type { Waivable } from '../policy.ts'
import type { Effect } from '../schema/index.ts'

/** Why a requirement is not met. `rejected`: there is verified evidence, of somebody else. */
export type Cause = 'missing' | 'unavailable' | 'rejected'

/** What a leaf finds: null where it is met. */
export type Shortfall = { readonly cause: Cause; readonly reason: Reason } | null

export interface Scales {
  readonly facts: readonly Fact[]
  readonly offer: ProvenanceOffer
  readonly onMissing: Effect
  readonly onUnavailable: Effect
  readonly waived: ReadonlySet<Waivable>
}
