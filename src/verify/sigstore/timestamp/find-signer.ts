import {
  isIssuedBy,
  isWithin,
  mayStamp,
  readCertificate,
  subjectKeyId,
  type Certificate,
  type TimestampAuthority,
} from '../../../trust/index.ts'
import type { SignedData } from './read-signed-data.ts'
import type { SignerId } from './read-signer-info.ts'

/**
 * The certificate by which an authority made a stamp at a time: the one that the trust root names, or, where it names
 * none, one that came along and was issued by the authority for stamping. Null where the stamp is by somebody else, or
 * where the certificate or an authority above it wasn't valid at that time. Throws `EncodingError`.
 */
export function findSigner(
  { signer, certificates }: SignedData,
  authority: TimestampAuthority,
  timeMs: number,
): Certificate | null {
  const isValid = [authority, ...authority.path].every(({ valid }) => isWithin(valid, timeMs))
  if (!isValid) return null
  const found = authority.signer ?? issuedBy(certificates, signer.id, authority)
  return found !== null && isNamed(found, signer.id) && isWithin(found.valid, timeMs) ? found : null
}

/** At most one certificate that came along bears the signer's name; only its signature is looked at. */
function issuedBy(
  certificates: readonly Uint8Array[],
  id: SignerId,
  { path: [issuer] }: TimestampAuthority,
): Certificate | null {
  const [named, ...rest] = certificates.map(readCertificate).filter((each) => isNamed(each, id))
  if (named === undefined || rest.length > 0 || issuer === undefined) return null
  return mayStamp(named) && isIssuedBy(named, issuer) ? named : null
}

/** True for the certificate that a signer is named by (RFC 5652 §5.3). Throws `EncodingError`. */
export function isNamed(certificate: Certificate, id: SignerId): boolean {
  if (id.kind === 'key-id') return Buffer.from(id.keyId).equals(subjectKeyId(certificate) ?? new Uint8Array())
  return (
    Buffer.from(id.issuer).equals(certificate.issuer) && Buffer.from(id.serial).equals(certificate.serial)
  )
}
