import {
  AUTHORITY_KEY_ID,
  authorityKeyId,
  basicConstraints,
  brokenConstraint,
  extendedKeyUsage,
  KEY_CERT_SIGN,
  keyUsage,
  NAME_CONSTRAINTS,
  nameConstraints,
  namesOf,
  nameText,
  SUBJECT_KEY_ID,
  subjectKeyId,
  unknownCritical,
  type Certificate,
} from '../../../trust/index.ts'
import { readable } from '../../read-json.ts'
import { expect } from '../../unverified.ts'

/** Policies of certificates aren't weighed here, so whoever constrains them is not taken at all (RFC 5280 §4.2.1.5, .11, .14). */
const POLICY_PROCESSING: ReadonlySet<string> = new Set(['2.5.29.33', '2.5.29.36', '2.5.29.54'])

/** What holds for every certificate of a path (RFC 5280 §4.1, §4.2). Throws `Unverified` TC3319. */
export function checkProfile(certificate: Certificate): void {
  const name = shortName(certificate)
  const unknown = unknownCritical(certificate).filter((id) => id !== NAME_CONSTRAINTS)
  expect(unknown.length === 0, 'TC3319', `nothing unknown and critical in ${name}`, unknown.join(', '))
  const policies = [...certificate.extensions.keys()].filter((id) => POLICY_PROCESSING.has(id))
  expect(policies.length === 0, 'TC3319', `no constraints on policies in ${name}`, policies.join(', '))
  for (const id of [AUTHORITY_KEY_ID, SUBJECT_KEY_ID])
    expect(
      certificate.extensions.get(id)?.critical !== true,
      'TC3319',
      `key ids that are not critical in ${name}`,
      id,
    )
  const keyId = readable('TC3319', 'a key id in DER', () => authorityKeyId(certificate))
  expect(
    keyId !== null || isSelfIssued(certificate),
    'TC3319',
    `the key id of its issuer in ${name}`,
    'none (RFC 5280 §4.2.1.1)',
  )
}

/**
 * That an authority may stand above these certificates, the signer's first, for a purpose: it says critically that it is
 * one, with the usage for signing certificates; as many authorities as it allows stand below (those that issued themselves
 * don't count); its own purposes include this one; and no name below breaks its constraints (RFC 5280 §6.1.3, §6.1.4).
 * Throws `Unverified` TC3318, TC3319.
 */
export function checkAuthority(
  authority: Certificate,
  below: readonly Certificate[],
  purpose: string | null,
): void {
  const name = shortName(authority)
  checkProfile(authority)
  const [constraints, usage, extended, keyId] = readable('TC3319', `extensions of ${name} in DER`, () => [
    basicConstraints(authority),
    keyUsage(authority),
    extendedKeyUsage(authority),
    subjectKeyId(authority),
  ])
  expect(keyId !== null, 'TC3319', `a key id in ${name}`, 'none (RFC 5280 §4.2.1.2)')
  const isAuthority = constraints?.isAuthority === true && constraints.critical
  expect(isAuthority, 'TC3318', `that ${name} is a CA, critically`, 'a certificate that may not issue')
  expect(((usage ?? 0) & KEY_CERT_SIGN) !== 0, 'TC3318', `${name} with key usage keyCertSign`, 'none such')
  const may = purpose === null || extended === null || extended.purposes.includes(purpose)
  expect(may, 'TC3318', `${name} for purpose ${purpose}`, extended?.purposes.join(', ').slice(0, 200) ?? '')
  const count = below.slice(1).filter((each) => !isSelfIssued(each)).length
  const most = constraints?.maxBelow ?? null
  expect(most === null || count <= most, 'TC3319', `at most ${most} CAs below ${name}`, `${count}`)
  checkNames(authority, below)
}

/** RFC 5280 §6.1.3 b, c: names of CAs that issued themselves are not looked at, those of the signer always. */
function checkNames(authority: Certificate, below: readonly Certificate[]): void {
  const constraints = readable('TC3319', 'name constraints in their form', () => nameConstraints(authority))
  if (constraints === null) return
  const name = shortName(authority)
  expect(constraints.critical, 'TC3319', `critical name constraints in ${name}`, 'ones that are not')
  for (const each of below.filter((one, at) => at === 0 || !isSelfIssued(one))) {
    const broken = readable('TC3319', 'names in their form', () =>
      brokenConstraint(namesOf(each), constraints),
    )
    expect(broken === null, 'TC3319', `names that ${name} permits`, broken ?? '')
  }
}

/** RFC 5280 §6.1: the same name above and below, whatever the keys. */
function isSelfIssued({ issuer, subject }: Certificate): boolean {
  return Buffer.from(issuer).equals(subject)
}

/** A certificate in a few words. */
export function shortName({ subject }: Certificate): string {
  return `\`${readable('TC3319', 'a name in DER', () => nameText(subject))}\``
}
