import type { Certificate } from './certificate.ts'
import {
  authorityKeyId,
  basicConstraints,
  extendedKeyUsage,
  KEY_CERT_SIGN,
  keyUsage,
  subjectKeyId,
  unknownCritical,
} from './certificate-extensions.ts'
import { verifiesAs } from './public-key.ts'

export const CODE_SIGNING = '1.3.6.1.5.5.7.3.3'
export const TIME_STAMPING = '1.3.6.1.5.5.7.3.8'

/** By name and key identifier (RFC 5280 §6.1.3 a 4, §4.2.1.1). Costs no signature. */
export function namesIssuer(certificate: Certificate, issuer: Certificate): boolean {
  if (!Buffer.from(certificate.issuer).equals(issuer.subject)) return false
  const [wanted, found] = [authorityKeyId(certificate), subjectKeyId(issuer)]
  return wanted === null || found === null || Buffer.from(wanted).equals(found)
}

/** Named by it, and signed (RFC 5280 §6.1.3 a). */
export function isIssuedBy(certificate: Certificate, issuer: Certificate): boolean {
  return namesIssuer(certificate, issuer) && isSignedBy(certificate, issuer)
}

/** RFC 5280 §6.1.3 a 1, and §6.3.3 f for lists of revoked certificates. */
export function isSignedBy(
  { signed }: Pick<Certificate, 'signed'>,
  { publicKey }: Pick<Certificate, 'publicKey'>,
): boolean {
  return verifiesAs(signed.algorithm, publicKey, signed.bytes, signed.signature)
}

/**
 * True when these certificates, the nearest authority first and the trust anchor last, may issue for the purpose:
 * each issued by the next, an authority that says so critically, with the usage for signing certificates, no more
 * authorities below it than it allows, its own purposes including this one, nothing critical that isn't understood
 * (RFC 5280 §6.1.3, §6.1.4). Times are not looked at: they are, of every certificate, for each signature. Throws
 * `EncodingError`.
 */
export function mayIssue(path: readonly Certificate[], purpose: string): boolean {
  return (
    path.length > 0 &&
    path.every((certificate, at) => isAuthority(certificate, at) && isFor(certificate, purpose)) &&
    path.every((certificate, at) => {
      const issuer = path[at + 1]
      return issuer === undefined || isIssuedBy(certificate, issuer)
    })
  )
}

/** True for a certificate that is for time stamping, critically, and for nothing else (RFC 3161 §2.3). Throws `EncodingError`. */
export function mayStamp(certificate: Certificate): boolean {
  const usage = extendedKeyUsage(certificate)
  return (
    usage?.critical === true &&
    usage.purposes.length === 1 &&
    usage.purposes[0] === TIME_STAMPING &&
    basicConstraints(certificate)?.isAuthority !== true &&
    unknownCritical(certificate).length === 0
  )
}

function isAuthority(certificate: Certificate, below: number): boolean {
  const constraints = basicConstraints(certificate)
  const usage = keyUsage(certificate)
  return (
    constraints?.isAuthority === true &&
    constraints.critical &&
    (constraints.maxBelow === null || constraints.maxBelow >= below) &&
    usage !== null &&
    (usage & KEY_CERT_SIGN) !== 0 &&
    unknownCritical(certificate).length === 0
  )
}

/** An authority without purposes is for all of them (RFC 5280 §4.2.1.12). */
function isFor(certificate: Certificate, purpose: string): boolean {
  const found = extendedKeyUsage(certificate)
  return found === null || found.purposes.includes(purpose)
}
