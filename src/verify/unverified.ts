import { PipTrustError } from '../errors/index.ts'
import { REASONS, type Finding, type ReasonCode } from '../verdict/index.ts'

/** A check that failed: it ends the look at one piece of evidence, and becomes that evidence's finding. */
export class Unverified extends PipTrustError<ReasonCode> {
  readonly finding: Finding

  constructor(code: ReasonCode, expected: string, found: string, cause?: unknown) {
    super(code, { message: `${REASONS[code].title}: expected ${expected}, found ${found}`, cause })
    this.finding = { code, expected, found }
  }
}

/** Throws `Unverified` unless the condition holds. */
export function expect(
  condition: boolean,
  code: ReasonCode,
  expected: string,
  found: string,
): asserts condition {
  if (!condition) throw new Unverified(code, expected, found)
}
