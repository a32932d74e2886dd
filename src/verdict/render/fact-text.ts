import type { AttestationFact, Fact, SignatureFact } from '../fact.ts'
import { publisherLine } from './publisher-text.ts'
import { safeText } from './safe-text.ts'

/** `2024-11-06` */
const DATE_LENGTH = 10

/** A time for people: seconds since the epoch as `2024-11-06T22:37:39Z`. Times outside of what a date can hold are given as they are. */
export function timeText(seconds: number): string {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? `${seconds} s` : date.toISOString().replace('.000Z', 'Z')
}

/** One fact in one line, without its result: what was proven, or what was found and expected. */
export function factText(fact: Fact): string {
  if (fact.result !== 'ok') return findingText(fact.finding)
  switch (fact.check) {
    case 'integrity':
      return integrityText(fact.agreeing)
    case 'attestation':
      return attestationText(fact)
    case 'signature':
      return signatureText(fact)
    case 'derivation':
      return `built from ${safeText(fact.from)}${fact.tainted ? ', after code of another artifact had run' : ''}`
  }
}

/** What was found, then what was expected. */
export function findingText(finding: { readonly expected: string; readonly found: string }): string {
  const found = safeText(finding.found)
  return finding.expected === '' ? found : `${found}; expected ${safeText(finding.expected)}`
}

function integrityText(agreeing: readonly string[]): string {
  if (agreeing.length === 0) return 'nobody named a digest to compare with'
  return `sha256 is that of ${agreeing.map((who) => safeText(who)).join(', ')}`
}

function attestationText(fact: Extract<AttestationFact, { result: 'ok' }>): string {
  const kind = fact.predicate === 'other' ? safeText(fact.predicateType) : fact.predicate
  return `${publisherLine(fact.publisher)}, ${kind}, signed ${timeText(fact.signedAt).slice(0, DATE_LENGTH)}`
}

function signatureText(fact: Extract<SignatureFact, { result: 'ok' }>): string {
  const keyrings = fact.keyrings.map((name) => safeText(name)).join(', ')
  return `${safeText(fact.owner)}, key ${safeText(fact.fingerprint)}, keyring ${keyrings}`
}
