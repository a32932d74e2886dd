import type { Fact } from './fact.ts'
import type { ReasonCode } from './reason-codes.ts'

export type Decision = 'allow' | 'warn' | 'block'

/** The policy that decided. */
export interface PolicyRef {
  readonly name: string
  readonly version: number
  /** sha256 of the effective policy, hex. */
  readonly digest: string
  /** The file and the 1-based line of the rule, where the policy came from a file: `policy.yaml:52`. */
  readonly at: string | null
}

/** What is wanting, with the command or change that helps. */
export interface Shortfall {
  readonly code: ReasonCode
  /** What it is about, e.g. `attestation`. */
  readonly subject: string
  readonly expected: string
  readonly found: string
  readonly fix: readonly string[]
}

/** One reason of a verdict. */
export interface Reason extends Shortfall {
  /** What follows from this one alone; never stricter than the verdict. */
  readonly effect: Decision
}

/** The answer to «may this artifact be used?», with everything that led to it. */
export interface Verdict {
  readonly decision: Decision
  /** The first reason's code; `TC0000` when nothing was found wanting. */
  readonly code: ReasonCode
  /** `TC2103-7f3a`: the code and the start of the decision's id, for `trustctl why`. */
  readonly ref: string
  readonly policy: PolicyRef
  /** Id of the rule that decided; `integrity`, `floor` and `identification` are the built-in ones. */
  readonly rule: string
  /** Id of the exception that was used, if one was. */
  readonly exception: string | null
  readonly reasons: readonly Reason[]
  readonly facts: readonly Fact[]
  /** True when every fact was known from before and nothing was verified anew. */
  readonly fromCache: boolean
}
