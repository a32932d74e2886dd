import {
  alternativeNames,
  basicConstraints,
  DIGITAL_SIGNATURE,
  extendedKeyUsage,
  KEY_CERT_SIGN,
  keyUsage,
  NAME_CONSTRAINTS,
  readName,
  SUBJECT_ALTERNATIVE_NAME,
  type Certificate,
} from '../../../trust/index.ts'
import { readable } from '../../read-json.ts'
import { expect } from '../../unverified.ts'
import { checkProfile } from './check-authority.ts'

const ANY_PURPOSE = '2.5.29.37.0'

/**
 * That a certificate is a signer's, for this very purpose: «any» is none, and nor is a CA one (RFC 5280 §4.2.1.3, .9, .12).
 * `purpose` null: whatever it is for. Throws `Unverified` TC3318, TC3319, TC3315 for a short key.
 */
export function checkEnd(certificate: Certificate, purpose: string | null): void {
  checkProfile(certificate)
  const [usage, extended, constraints] = readable('TC3318', 'extensions in DER', () => [
    keyUsage(certificate) ?? 0,
    extendedKeyUsage(certificate),
    basicConstraints(certificate),
  ])
  const purposes = extended?.purposes ?? []
  expect(constraints?.isAuthority !== true, 'TC3318', 'a certificate that issues no others', 'a CA')
  expect(
    (usage & KEY_CERT_SIGN) === 0,
    'TC3318',
    'a certificate that issues no others',
    'key usage keyCertSign',
  )
  expect((usage & DIGITAL_SIGNATURE) !== 0, 'TC3318', 'key usage digitalSignature', 'none such')
  expect(
    purpose === null || (purposes.includes(purpose) && !purposes.includes(ANY_PURPOSE)),
    'TC3318',
    `extended key usage ${purpose}, and not any`,
    purposes.join(', ').slice(0, 200) || 'none',
  )
  expect(
    !certificate.extensions.has(NAME_CONSTRAINTS),
    'TC3319',
    'name constraints in CAs only',
    'a signer’s',
  )
  checkOwnNames(certificate)
  readable('TC3315', 'a key of a kind and length that is taken', () => certificate.publicKey.handle())
}

function checkOwnNames(certificate: Certificate): void {
  const { subject, issuer, names } = readable('TC3319', 'names in their form', () => ({
    subject: readName(certificate.subject),
    issuer: readName(certificate.issuer),
    names: alternativeNames(certificate),
  }))
  expect(issuer.length > 0, 'TC3319', 'the name of an issuer', 'none')
  const isNamed = certificate.extensions.get(SUBJECT_ALTERNATIVE_NAME)?.critical === true && names.length > 0
  expect(subject.length > 0 || isNamed, 'TC3319', 'a subject, or critical alternative names', 'neither')
}
