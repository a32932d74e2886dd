import type { Artifact } from '../../src/artifact/index.ts'
import {
  type Decision,
  REASONS,
  type ReasonCode,
  type UnjudgedRefusal,
  type Verdict,
  verdictLine,
} from '../../src/verdict/index.ts'
import { asciiLine } from './ascii-line.ts'

/** A refusal of the interceptor's own. */
export interface LocalRefusal extends UnjudgedRefusal {
  readonly by: 'interceptor'
  readonly decision: 'block'
  readonly channel: string
}

/** What the daemon said about an artifact. */
export interface Judged {
  readonly by: 'daemon'
  readonly decision: Decision
  readonly artifact: Artifact
  readonly verdict: Verdict
}

/** The answer to «may pip have this?», with everything that is needed to say why. */
export type Outcome = LocalRefusal | Judged

/** The stable code of an outcome. */
export const codeOf = (outcome: Outcome): ReasonCode =>
  outcome.by === 'daemon' ? outcome.verdict.code : outcome.finding.code

/** The digest that an outcome is about; null where there is none. */
export function digestOf(outcome: Outcome): string | null {
  if (outcome.by === 'interceptor') return outcome.sha256
  return 'sha256' in outcome.artifact ? outcome.artifact.sha256 : null
}

/** One line of printable ASCII, at most 300 characters: for a reason phrase (RFC 9112 §4) and pip's PermissionError. */
export function outcomeLine(outcome: Outcome): string {
  if (outcome.by === 'daemon') return asciiLine(verdictLine(outcome))
  const { code, found } = outcome.finding
  return asciiLine(`refused by pip-trust: ${outcome.name}: ${code} ${REASONS[code].title}: ${found}`)
}
