import {
  basicConstraints,
  extendedKeyUsage,
  isSignedBy,
  isWithin,
  namesIssuer,
  readCertificate,
  subjectKeyId,
  TIME_STAMPING,
  unknownCritical,
  type Certificate,
  type TimestampAuthority,
} from '../../../trust/index.ts'
import type { SignedData } from './read-signed-data.ts'
import type { SignerId } from './read-signer-info.ts'

/**
 * The certificate by which an authority made a stamp at a time: the one that the trust root names, or, where it names
 * none, one that came along and was issued by the authority. Null where the stamp is by somebody else, or where the
 * certificate or an authority above it wasn't valid at that time. Throws `EncodingError`.
 */
export function findSigner(
  { signer, certificates }: SignedData,
  authority: TimestampAuthority,
  timeMs: number,
): Certificate | null {
  const isValid = [authority, ...authority.path].every(({ valid }) => isWithin(valid, timeMs))
  if (!isValid) return null
  const found = authority.signer ?? issuedBy(certificates, signer.id, authority)
  if (found === null || !isNamed(found, signer.id)) return null
  return isWithin(found.valid, timeMs) && mayStamp(found) && isIssued(found, authority) ? found : null
}

function issuedBy(certificates: readonly Uint8Array[], id: SignerId, { path }: TimestampAuthority): Certificate | null {
  const [issuer] = path
  for (const der of certificates) {
    const certificate = readCertificate(der)
    if (issuer !== undefined && isNamed(certificate, id) && namesIssuer(certificate, issuer)) return certificate
  }
  return null
}

/** RFC 5652 §5.3 */
function isNamed(certificate: Certificate, id: SignerId): boolean {
  if (id.kind === 'key-id') return Buffer.from(id.keyId).equals(subjectKeyId(certificate) ?? new Uint8Array())
  return Buffer.from(id.issuer).equals(certificate.issuer) && Buffer.from(id.serial).equals(certificate.serial)
}

/** An authority that stamps with its own certificate needs no issuer beside itself. */
function isIssued(certificate: Certificate, { path: [issuer] }: TimestampAuthority): boolean {
  return issuer !== undefined && namesIssuer(certificate, issuer) && isSignedBy(certificate, issuer)
}

/** RFC 3161 §2.3: for time stamping, critically, and for nothing else. */
function mayStamp(certificate: Certificate): boolean {
  const usage = extendedKeyUsage(certificate)
  return (
    usage?.critical === true &&
    usage.purposes.length === 1 &&
    usage.purposes[0] === TIME_STAMPING &&
    basicConstraints(certificate)?.isAuthority !== true &&
    unknownCritical(certificate).length === 0
  )
}

