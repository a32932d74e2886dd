import { publisherText, type AttestationFact, type Finding, type ReasonCode } from '../../verdict/index.ts'
import type { AttestationRequirement } from '../policy.ts'
import { acceptsPublisher } from './accepts-publisher.ts'
import type { Cause, Scales, Shortfall } from './scales.ts'

type Attested = Extract<AttestationFact, { readonly result: 'ok' }>

/**
 * One attestation must be by the publisher, of the kind and in the logs that are asked for. The publisher is looked at
 * first: a stranger's attestation is never taken for one that is merely missing.
 */
export function weighAttestation(requirement: AttestationRequirement, scales: Scales): Shortfall {
  const expected = expectedText(requirement)
  const attested = attestations(scales)
  if (attested.length === 0) return absent(expected, scales)
  const accepted = attested.filter(({ publisher }) => isBy(requirement, publisher))
  if (accepted.length === 0)
    return { cause: 'rejected', reason: reason('TC2201', expected, publishersText(attested)) }
  const ofKind = accepted.filter(({ predicate }) => requirement.predicate?.includes(predicate) ?? true)
  if (ofKind.length === 0) return wanting(scales, 'TC2202', expected, predicatesText(accepted))
  const isLogged =
    scales.waived.has('transparency') || ofKind.some((fact) => isInEach(fact, requirement.logs))
  return isLogged ? null : wanting(scales, 'TC2203', expected, logsText(ofKind))
}

/** Some attestation is in one of the logs. */
export function weighTransparency(logs: readonly string[], scales: Scales): Shortfall {
  const expected = `an attestation in ${logs.join(' or ')}`
  const attested = attestations(scales)
  if (attested.length === 0) return absent(expected, scales)
  if (attested.some((fact) => isIn(fact, logs))) return null
  return wanting(scales, 'TC2203', expected, logsText(attested))
}

function attestations({ facts }: Scales): readonly Attested[] {
  return facts.filter((fact) => fact.check === 'attestation' && fact.result === 'ok')
}

function isIn(fact: Attested, logs: readonly string[]): boolean {
  return fact.log.some(({ log }) => logs.includes(log))
}

function isInEach(fact: Attested, lists: AttestationRequirement['logs']): boolean {
  return lists.every((logs) => isIn(fact, logs))
}

function isBy({ by }: AttestationRequirement, publisher: Attested['publisher']): boolean {
  return by === null || by.some((identity) => acceptsPublisher(identity, publisher))
}

/** There is none that verifies: as the facts say, or else as the index offers. */
function absent(expected: string, scales: Scales): Shortfall {
  const finding = firstFinding(scales)
  const fetched = finding?.result !== 'unavailable' && scales.offer !== 'unavailable'
  const { code, found } = finding ?? notFound(scales)
  return { cause: fetched ? 'missing' : 'unavailable', reason: reason(code, expected, found) }
}

/** `unavailable` before `missing`: what could not be had might have been the one that is asked for. */
function firstFinding({ facts }: Scales): (Finding & { readonly result: string }) | null {
  const open = facts.flatMap((fact) =>
    fact.check === 'attestation' && fact.result !== 'ok' ? [{ ...fact.finding, result: fact.result }] : [],
  )
  return open.find(({ result }) => result === 'unavailable') ?? open[0] ?? null
}

const WITHOUT_FACTS = {
  offered: ['TC2102', 'none for this file'],
  none: ['TC2102', 'none published for this file'],
  'not-offered': ['TC2101', 'the index offers no attestations'],
  unavailable: ['TC2104', 'it could not be fetched'],
  'not-asked': ['TC2102', 'none beside the file or in an evidence source'],
} as const

function notFound({ offer }: Scales): { readonly code: ReasonCode; readonly found: string } {
  const [code, found] = WITHOUT_FACTS[offer]
  return { code, found }
}

/** There are others; the one that is asked for is missing, or may be among those that could not be had. */
function wanting(scales: Scales, code: ReasonCode, expected: string, found: string): Shortfall {
  const unavailable = firstFinding(scales)?.result === 'unavailable' || scales.offer === 'unavailable'
  const cause: Cause = unavailable ? 'unavailable' : 'missing'
  return { cause, reason: reason(code, expected, found) }
}

function reason(code: ReasonCode, expected: string, found: string) {
  return { code, subject: 'attestation', expected, found, fix: [] }
}

function expectedText({ predicate, by, logs }: AttestationRequirement): string {
  const kind = predicate === null ? 'an attestation' : `an attestation (${predicate.join(' or ')})`
  const log = logs.map((names) => ` in ${names.join(' or ')}`).join('')
  return `${kind}${log}${by === null ? '' : ` by ${by.map(({ text }) => text).join(' or ')}`}`
}

function publishersText(attested: readonly Attested[]): string {
  return attested.map(({ publisher }) => publisherText(publisher)).join('; ')
}

function predicatesText(attested: readonly Attested[]): string {
  return attested.map(({ predicateType }) => predicateType).join('; ')
}

function logsText(attested: readonly Attested[]): string {
  const logs = attested.flatMap(({ log }) => log.map((entry) => entry.log))
  return logs.length === 0 ? 'an attestation in no log' : `an attestation in ${logs.join(', ')}`
}
