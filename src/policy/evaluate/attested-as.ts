import type { AttestationFact } from '../../verdict/index.ts'
import type { AttestationRequirement } from '../policy.ts'
import type { Scales } from './scales.ts'

export type Attested = Extract<AttestationFact, { readonly result: 'ok' }>

/** The attestations that verify. */
export function attestations({ facts }: Pick<Scales, 'facts'>): readonly Attested[] {
  return facts.filter((fact) => fact.check === 'attestation' && fact.result === 'ok')
}

/** Whether it says what is asked for. */
export function isOfKind({ predicate }: AttestationRequirement, fact: Attested): boolean {
  return predicate?.includes(fact.predicate) ?? true
}

/** Whether one log of each list that is asked for holds it. */
export function isLogged({ logs }: AttestationRequirement, fact: Attested, { waived }: Scales): boolean {
  return waived.has('transparency') || logs.every((names) => isIn(fact, names))
}

export function isIn(fact: Attested, logs: readonly string[]): boolean {
  return fact.log.some(({ log }) => logs.includes(log))
}

/** Whether one that could not be had might be what is asked for. */
export function mayBeMore({ facts, offer }: Scales): boolean {
  return (
    offer === 'unavailable' ||
    facts.some((fact) => fact.check === 'attestation' && fact.result === 'unavailable')
  )
}
