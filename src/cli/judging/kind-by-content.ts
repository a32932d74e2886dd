import type { EvidenceKind } from '../../verdict/index.ts'
import { bundleKind, looksLikeEnvelope } from '../../verify/index.ts'

const ARMOR = '-----BEGIN PGP SIGNATURE-----'
const MINISIGN = 'untrusted comment:'
/** A CMS signature is one sequence, in DER or in PEM (RFC 5652 §3, RFC 7468 §9). */
const DER_SEQUENCE = 0x30
const CMS_LABEL = /^-----BEGIN (?:CMS|PKCS7|PKCS #7 SIGNED DATA)-----/

/** What evidence of an unknown name is by its content, or null. Whether it is any good is for verification to say. */
export function kindByContent(bytes: Uint8Array): EvidenceKind | null {
  if (Buffer.from(bytes.subarray(0, 200)).toString('latin1').trimStart().startsWith(ARMOR))
    return 'openpgp-signature'
  if (Buffer.from(bytes.subarray(0, MINISIGN.length)).toString('latin1') === MINISIGN)
    return 'minisign-signature'
  if (bytes[0] === DER_SEQUENCE || CMS_LABEL.test(Buffer.from(bytes.subarray(0, 40)).toString('latin1')))
    return 'cms-signature'
  return bundleKind(bytes) ?? (looksLikeEnvelope(bytes) ? 'dsse-envelope' : null)
}
