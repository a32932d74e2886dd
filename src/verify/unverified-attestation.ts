import type { AttestationFact, EvidenceOrigin } from '../verdict/index.ts'
import { Unverified } from './unverified.ts'

/** The fact that an attestation is there and does not verify. Throws on what is no `Unverified`. */
export function unverifiedAttestation(error: unknown, origin: EvidenceOrigin): AttestationFact {
  if (!(error instanceof Unverified)) throw error
  return { check: 'attestation', result: 'invalid', finding: error.finding, origin, offer: null }
}
