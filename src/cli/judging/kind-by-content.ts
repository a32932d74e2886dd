import { EncodingError, parseJson, type JsonValue } from '../../encoding/index.ts'
import { MAX_EVIDENCE_BYTES } from '../../sources/index.ts'
import type { EvidenceKind } from '../../verdict/index.ts'

const ARMOR = '-----BEGIN PGP SIGNATURE-----'
const MINISIGN = 'untrusted comment:'
/** A CMS signature is one sequence, in DER or in PEM (RFC 5652 §3, RFC 7468 §9). */
const DER_SEQUENCE = 0x30
const CMS_LABEL = /^-----BEGIN (?:CMS|PKCS7|PKCS #7 SIGNED DATA)-----/
const LIMITS = { maxBytes: MAX_EVIDENCE_BYTES, maxDepth: 32 }

/** What evidence of an unknown name is by its content, or null. Whether it is any good is for verification to say. */
export function kindByContent(bytes: Uint8Array): EvidenceKind | null {
  if (Buffer.from(bytes.subarray(0, 200)).toString('latin1').trimStart().startsWith(ARMOR))
    return 'openpgp-signature'
  if (Buffer.from(bytes.subarray(0, MINISIGN.length)).toString('latin1') === MINISIGN)
    return 'minisign-signature'
  if (bytes[0] === DER_SEQUENCE || CMS_LABEL.test(Buffer.from(bytes.subarray(0, 40)).toString('latin1')))
    return 'cms-signature'
  const keys = keysOf(bytes)
  if (keys.has('attestation_bundles')) return 'pep740-provenance'
  if (keys.has('verification_material')) return 'pep740-attestation'
  if (keys.has('payloadType')) return 'dsse-envelope'
  return keys.has('verificationMaterial') ? 'sigstore-bundle' : null
}

function keysOf(bytes: Uint8Array): ReadonlySet<string> {
  const value = parsed(bytes)
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return new Set(isObject ? Object.keys(value) : [])
}

function parsed(bytes: Uint8Array): JsonValue {
  try {
    return parseJson(bytes, LIMITS)
  } catch (error) {
    if (error instanceof EncodingError) return null
    throw error
  }
}
