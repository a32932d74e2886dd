import type { AttestationFact, ProvenanceOffer, SignatureFact } from '../verdict/index.ts'

const EXPECTED = 'an attestation for this file'

/** The fact that stands where no attestation was found, by what the index could have offered. */
export function absentAttestation(offer: ProvenanceOffer): AttestationFact {
  const absent = { check: 'attestation', origin: null, offer } as const
  switch (offer) {
    case 'none':
      return {
        ...absent,
        result: 'missing',
        finding: { code: 'TC2102', expected: EXPECTED, found: 'none published' },
      }
    case 'not-offered':
    case 'not-asked':
      return {
        ...absent,
        result: 'missing',
        finding: { code: 'TC2101', expected: EXPECTED, found: 'no place that offers one' },
      }
    case 'offered':
    case 'unavailable':
      return {
        ...absent,
        result: 'unavailable',
        finding: { code: 'TC2104', expected: EXPECTED, found: 'one that could not be fetched' },
      }
  }
}

/** The fact that stands where no signature was found. */
export function absentSignature(): SignatureFact {
  const finding = { code: 'TC3101', expected: 'a detached signature of this file', found: 'none' } as const
  return { check: 'signature', result: 'missing', finding, fingerprint: null, origin: null }
}
