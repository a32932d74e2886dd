import { checkOf, type Evidence, type Fact } from '../verdict/index.ts'
import { absentAttestation, absentSignature } from './absent.ts'
import type { EvidenceAnswer, EvidenceQuestion } from './evidence-question.ts'
import { MAX_EVIDENCE, RECHECK_COSTLY_SECONDS } from './limits.ts'
import { Unverified } from './unverified.ts'

/**
 * The answer about evidence whose verification had to be ended. Every piece counts as `invalid`: were it `unavailable`,
 * an attestation that does not verify could hide behind one that costs too much, where a policy lets pass what could not
 * be found out. `found` says what was spent. It holds for minutes and not for ever: the machine may have been at fault.
 */
export function tooCostly(
  { evidence, offer }: Pick<EvidenceQuestion, 'evidence' | 'offer'>,
  { expected, found, now }: { readonly expected: string; readonly found: string; readonly now: number },
): Extract<EvidenceAnswer, { kind: 'facts' }> {
  const { finding } = new Unverified('TC2129', expected, found)
  const ended = evidence.slice(0, MAX_EVIDENCE).map(({ kind, origin }: Evidence): Fact => {
    const invalid = { result: 'invalid', finding, origin } as const
    switch (checkOf(kind)) {
      case 'signature':
        return { check: 'signature', ...invalid, fingerprint: null }
      case 'attestation':
        return { check: 'attestation', ...invalid, offer: null }
      case 'rebuild':
        return { check: 'rebuild', ...invalid }
    }
  })
  const has = (check: Fact['check']): boolean => ended.some((fact) => fact.check === check)
  const facts = [
    ...ended,
    ...(has('attestation') ? [] : [absentAttestation(offer)]),
    ...(has('signature') ? [] : [absentSignature()]),
  ]
  return { kind: 'facts', facts, recheckAfter: now + RECHECK_COSTLY_SECONDS }
}
