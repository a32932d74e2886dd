import { hash } from 'node:crypto'
import { derChildren, derOctets, derOid } from '../../../encoding/index.ts'
import {
  familyOf,
  signatureAlgorithm,
  verifiesWith,
  type Certificate,
  type HashName,
  type KeyFamily,
} from '../../../trust/index.ts'
import type { SignedData } from './read-signed-data.ts'

/** Hashes by object identifier (RFC 5754 §2): SHA-1 is no longer taken. */
const HASHES: ReadonlyMap<string, HashName> = new Map([
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
])

/** Names of keys alone, as some authorities write them: the digest algorithm is then the hash (RFC 5754 §3). */
const KEYS_ALONE: ReadonlyMap<string, KeyFamily> = new Map([
  ['1.2.840.10045.2.1', 'ec'],
  ['1.2.840.113549.1.1.1', 'rsa'],
])

const CONTENT_TYPE = '1.2.840.113549.1.9.3'
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4'
const SIGNING_CERTIFICATE = '1.2.840.113549.1.9.16.2.12'
const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47'

/** The digest of bytes by the hash's object identifier; null for hashes that aren't taken. */
export function digestBy(algorithm: string, bytes: Uint8Array): Buffer | null {
  const name = HASHES.get(algorithm)
  return name === undefined ? null : hash(name, bytes, 'buffer')
}

/**
 * True when this certificate's key signed the message (RFC 5652 §5.4, §5.6): the signed attributes name the content's
 * type, its digest and the certificate itself (RFC 3161 §2.4.2, RFC 5816), and the signature is over them. Throws
 * `EncodingError`.
 */
export function isSignedByCertificate(
  { signer, content, contentType }: SignedData,
  certificate: Certificate,
): boolean {
  const type = signer.attributes.get(CONTENT_TYPE)
  const digest = signer.attributes.get(MESSAGE_DIGEST)
  const found = digestBy(signer.digestAlgorithm, content)
  if (type === undefined || digest === undefined || found === null) return false
  if (derOid(type) !== contentType || !found.equals(derOctets(digest))) return false
  if (namesCertificate(signer.attributes, certificate) !== true) return false
  const algorithm = signatureAlgorithm(signer.signatureAlgorithm)
  const family = algorithm?.family ?? KEYS_ALONE.get(signer.signatureAlgorithm)
  const name = algorithm?.hash ?? HASHES.get(signer.digestAlgorithm)
  if (name === undefined || family !== familyOf(certificate.publicKey)) return false
  return verifiesWith(certificate.publicKey, name, signer.signedBytes, signer.signature)
}

/**
 * True when the attributes name the certificate: ESSCertIDv2 (RFC 5816 §2.2.1; sha256 unless it says another), or the older
 * ESSCertID, whose SHA-1 only adds to the key's own proof. Null where they name none. Throws `EncodingError`.
 */
export function namesCertificate(
  attributes: SignedData['signer']['attributes'],
  { der }: Certificate,
): boolean | null {
  const [second, first] = [attributes.get(SIGNING_CERTIFICATE_V2), attributes.get(SIGNING_CERTIFICATE)]
  const named = second ?? first
  if (named === undefined) return null
  const [list] = derChildren(named, 16, 'a signing certificate')
  const [id] = derChildren(list, 16, 'certificate ids')
  const parts = derChildren(id, 16, 'a certificate id')
  const [lead, follower] = parts
  if (lead === undefined) return false
  if (second === undefined) return hash('sha1', der, 'buffer').equals(derOctets(lead))
  if (lead.tag === 4) return hash('sha256', der, 'buffer').equals(derOctets(lead))
  const [algorithm] = derChildren(lead, 16, 'an algorithm')
  const found = algorithm === undefined ? null : digestBy(derOid(algorithm), der)
  return found !== null && follower !== undefined && found.equals(derOctets(follower))
}
