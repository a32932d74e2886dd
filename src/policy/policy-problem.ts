import { PipTrustError } from '../errors/index.ts'

/** Why a policy file is refused. A closed set; programs compare these. */
export type PolicyProblemCode =
  | 'too-large'
  | 'too-deep'
  | 'too-many'
  | 'syntax'
  | 'duplicate-key'
  | 'unknown-key'
  | 'missing-key'
  | 'value'
  | 'undefined-name'
  | 'duplicate-id'
  | 'reserved-name'
  | 'shadowed-rule'
  | 'wrong-kind'
  | 'newer'
  | 'older'
  | 'exception-bounds'
  | 'failed-test'

/** One problem of a policy file, where it is (1-based) and what helps. */
export interface PolicyProblem {
  readonly code: PolicyProblemCode
  readonly message: string
  readonly line: number
  readonly column: number
  readonly hint: string | null
}

/** A place in a policy file, 1-based. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** A key or an index for each step from the top of the file. */
export type Path = readonly (string | number)[]

type PolicyErrorCode = 'unreadable' | 'preset'

/** What the policy room throws: a text that can't be changed, or a preset that doesn't parse (a bug or a broken installation). */
export class PolicyError extends PipTrustError<PolicyErrorCode> {}
