import type { Bypass } from '../../protocol/index.ts'
import type { Shortfall } from '../../verdict/index.ts'
import { instantText } from '../duration.ts'
import type { Effect } from '../schema/index.ts'
import type { PolicyQuestion } from './question.ts'

export type BypassOutcome = 'none' | 'not-needed' | 'not-in-ci' | 'not-in-force' | 'used'

/** Whether a break-glass lets pass what policy would refuse; never in CI, where nobody stands by. */
export function bypassed(
  { bypass, run }: Pick<PolicyQuestion, 'bypass' | 'run'>,
  effect: Effect,
  now: number,
): BypassOutcome {
  if (!bypass) return 'none'
  if (run.context === 'ci') return 'not-in-ci'
  if (now < bypass.from || now >= bypass.until) return 'not-in-force'
  return effect === 'block' ? 'used' : 'not-needed'
}

export function bypassReason({ reason, by, until }: Bypass): Shortfall {
  return {
    code: 'TC4012',
    subject: 'bypass',
    expected: 'the policy in force',
    found: `${reason} (${by}, until ${instantText(until)})`,
    fix: ['trustctl bypass --end'],
  }
}
