import { StoreError, type KeptQuestion } from '../store/index.ts'
import type { ReasonCode, Shortfall, Verdict } from '../verdict/index.ts'
import { entryOf } from './entry.ts'
import { verdictRef } from './verdict-ref.ts'
import type { PolicyInForce, World } from './world.ts'

/** Refuses because no policy can be used; recorded where that is possible. */
export async function policyUnusable(
  question: KeptQuestion,
  world: World,
  { file, words }: Extract<PolicyInForce, { kind: 'unusable' }>,
): Promise<Verdict> {
  const refusal = refused(question, {
    code: 'TC5009',
    subject: 'policy',
    expected: `a policy in \`${file}\``,
    found: words,
    fix: ['trustctl policy check', 'trustctl policy use balanced'],
  })
  try {
    await world.store.record(
      entryOf(question, {
        verdict: refusal,
        circumstances: null,
        derivation: null,
        publishers: [],
        now: world.now(),
      }),
    )
  } catch (error) {
    // It is refused either way; that it could not be recorded as well changes nothing.
    if (!(error instanceof StoreError)) throw error
  }
  return refusal
}

/** Refuses because what was found could not be recorded or read. */
export function storeFailed(question: KeptQuestion, { message, hint }: StoreError): Verdict {
  return refused(question, {
    code: 'TC5004',
    subject: 'store',
    expected: 'a record of the decision before it is given',
    found: message,
    fix: hint === undefined ? [] : [hint],
  })
}

function refused(question: KeptQuestion, reason: Shortfall & { readonly code: ReasonCode }): Verdict {
  return {
    decision: 'block',
    code: reason.code,
    ref: verdictRef(question, reason.code),
    policy: { name: 'none', version: 0, digest: '', at: null },
    rule: 'surroundings',
    exception: null,
    reasons: [{ ...reason, effect: 'block' }],
    facts: [],
    fromCache: false,
  }
}
