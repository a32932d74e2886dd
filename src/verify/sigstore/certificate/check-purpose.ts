import {
  basicConstraints,
  CODE_SIGNING,
  DIGITAL_SIGNATURE,
  extendedKeyUsage,
  KEY_CERT_SIGN,
  keyUsage,
  unknownCritical,
  type Certificate,
} from '../../../trust/index.ts'
import { expect } from '../../unverified.ts'
import { readable } from '../../read-json.ts'

/**
 * That the certificate is for signing code and for nothing that issues (RFC 5280 §4.2.1.3, §4.2.1.9, §4.2.1.12; Sigstore
 * certificate profile), and holds nothing critical that isn't understood (§4.2). Throws `Unverified` TC2115.
 */
export function checkPurpose(certificate: Certificate): void {
  const [usage, extended, constraints] = readable('TC2115', 'extensions in DER', () => [
    keyUsage(certificate) ?? 0,
    extendedKeyUsage(certificate),
    basicConstraints(certificate),
  ])
  const unknown = unknownCritical(certificate)
  expect(unknown.length === 0, 'TC2115', 'no unknown critical extension', unknown.join(', ').slice(0, 200))
  expect((usage & DIGITAL_SIGNATURE) !== 0, 'TC2115', 'key usage: digital signature', 'none such')
  expect((usage & KEY_CERT_SIGN) === 0, 'TC2115', 'a certificate that issues no others', 'an authority')
  expect(
    extended?.purposes.includes(CODE_SIGNING) === true,
    'TC2115',
    'extended key usage: code signing',
    extended?.purposes.join(', ').slice(0, 200) ?? 'none',
  )
  expect(constraints?.isAuthority !== true, 'TC2115', 'a certificate that issues no others', 'an authority')
}
