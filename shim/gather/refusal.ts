import { ClientError } from '../../src/client/index.ts'
import type { ReasonCode } from '../../src/verdict/index.ts'
import type { LocalRefusal } from '../runs/index.ts'

/** A refusal of the interceptor's own. */
export const refusal = (text: Omit<LocalRefusal, 'by' | 'decision'>): LocalRefusal => ({
  by: 'interceptor',
  decision: 'block',
  ...text,
})

/** Why the daemon gave no answer. */
export function unansweredCode(error: unknown): ReasonCode {
  if (error instanceof ClientError && error.code === 'timeout') return 'TC5011'
  if (error instanceof ClientError && error.code === 'protocol') return 'TC5003'
  return error instanceof Error && error.name === 'TimeoutError' ? 'TC5011' : 'TC5001'
}

/** Words and a command for a question that the daemon did not answer. */
export function unanswered(error: unknown, expected: string): Pick<LocalRefusal, 'finding' | 'hint'> {
  const found = error instanceof Error ? error.message : 'no answer'
  const hint = error instanceof ClientError ? (error.hint ?? null) : null
  return {
    finding: { code: unansweredCode(error), expected, found },
    hint: hint ?? 'trustctl status',
  }
}
