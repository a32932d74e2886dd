import type { ArtifactKind, Channel } from '../../artifact/index.ts'
import type { Decision, PolicyRef, Reason, ReasonCode, Run, Shortfall } from '../../verdict/index.ts'
import type { WeighedReason } from '../evaluate/index.ts'
import type { Mode, Requirement, RuleSettings } from '../policy.ts'
import type { Effect } from '../schema/index.ts'

/** A decision as a tree: everything that was looked at, in the order of evaluation, and why it counted or did not. JSON as it is. */
export interface Explanation {
  /** The clock that it was decided by: seconds since the epoch, UTC. */
  readonly at: number
  readonly decision: Decision
  readonly code: ReasonCode
  readonly subject: ExplainedSubject
  /** From the widest to the narrowest. The first one whose `decides` is set gave the decision. */
  readonly layers: readonly ExplainedLayer[]
}

/** Whom the rules look at: the artifact, or the source that stands for it. */
export interface ExplainedSubject {
  /** A file name, or a tree's location. */
  readonly name: string
  readonly project: string | null
  readonly version: string | null
  readonly kind: ArtifactKind
  readonly channel: Channel
  readonly index: string | null
  readonly context: Run['context']
  /** True where the recorded source of a built wheel is judged in its place. */
  readonly isSource: boolean
  /** True for a wheel built in this run from a judged source: what is required was asked of the source. */
  readonly settled: boolean
}

/** What one policy says. */
export interface ExplainedLayer {
  readonly policy: PolicyRef
  readonly decides: boolean
  readonly decision: Decision
  readonly code: ReasonCode
  readonly rule: string
  /** The policy's names for the index. */
  readonly indexes: readonly string[]
  /** What does not verify. Where there is any, the rest decides nothing. */
  readonly integrity: readonly Shortfall[]
  readonly floor: readonly ExplainedFloor[]
  readonly rules: readonly ExplainedRule[]
  readonly exceptions: readonly ExplainedException[]
  readonly rollout: readonly ExplainedRollout[]
  readonly availability: ExplainedAvailability
  readonly mode: { readonly mode: Mode; readonly asked: Effect; readonly becomes: Effect }
  readonly bypass: ExplainedBypass
  readonly reasons: readonly Reason[]
}

/** A condition of a `match` that does not hold. */
export interface Unmet {
  readonly condition: 'project' | 'projectNot' | 'index' | 'indexNot' | 'kind' | 'channel' | 'context'
  readonly wanted: readonly string[]
  readonly found: string
}

/** An entry of the floor; `builtIn` for what holds under every policy. */
export interface ExplainedFloor {
  readonly id: string
  readonly at: string | null
  readonly builtIn: boolean
  /** Empty where it applies. */
  readonly unmet: readonly Unmet[]
  readonly effect: Effect
  readonly reasons: readonly Shortfall[]
  readonly requirements: readonly ExplainedRequirement[]
}

export interface ExplainedRule {
  readonly id: string
  readonly at: string
  /** `matched` decides; `skipped` does not match; `waived`: it matches and an exception passes over it; `not-reached`: it stands below. */
  readonly outcome: 'matched' | 'skipped' | 'waived' | 'not-reached'
  /** Why it was skipped: every condition that does not hold. */
  readonly unmet: readonly Unmet[]
  /** Only of the rule that matched. */
  readonly matched: {
    readonly says: 'deny' | 'warn' | 'require'
    readonly words: string | null
    readonly settings: RuleSettings
    readonly effect: Effect
    readonly requirements: readonly ExplainedRequirement[]
  } | null
}

/** What became of one check. */
export type Outcome =
  | 'met'
  | 'missing'
  | 'unavailable'
  | 'rejected'
  | 'too-young'
  | 'first-use'
  | 'changed'
  | 'waived'
  /** Of a branch: too few of its parts are met. */
  | 'not-met'

export interface ExplainedRequirement {
  /** Its name under `requirements`; null below the top. */
  readonly name: string | null
  readonly type: Requirement['type']
  /** How many of `of` must be met; null for a leaf. */
  readonly count: number | null
  readonly outcome: Outcome
  readonly effect: Effect
  /** Of a leaf that is not met. */
  readonly reasons: readonly WeighedReason[]
  readonly of: readonly ExplainedRequirement[]
}

export interface ExplainedException {
  readonly id: string
  readonly outcome: 'used' | 'does-not-help' | 'not-needed' | 'does-not-apply'
  /** Why it does not apply. */
  readonly unmet: readonly {
    readonly condition: 'project' | 'version' | 'sha256' | 'begins' | 'expires'
    readonly wanted: string
    readonly found: string
  }[]
  readonly waive: readonly string[]
}

/** A step of the rule that matched. */
export interface ExplainedRollout {
  readonly rule: string
  /** Seconds since the epoch, UTC. */
  readonly from: number
  readonly warnFrom: number | null
  readonly state: 'in-force' | 'warning' | 'later'
  readonly set: Partial<RuleSettings>
}

/** Whether what verified earlier stands in for evidence that can't be had. */
export interface ExplainedAvailability {
  readonly outcome: 'not-needed' | 'not-set' | 'stands-in' | 'too-old' | 'nothing-remembered'
  /** Seconds; null where nothing is set or remembered. */
  readonly maxAgeSeconds: number | null
  readonly ageSeconds: number | null
}

export interface ExplainedBypass {
  readonly outcome: 'none' | 'not-needed' | 'not-in-ci' | 'not-in-force' | 'used'
  readonly reason: string | null
}
