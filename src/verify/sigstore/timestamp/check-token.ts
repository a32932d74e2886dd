import { hash } from 'node:crypto'
import { derChildren, derOctets, derOid } from '../../../encoding/index.ts'
import { verifiesWith, type Certificate, type HashName } from '../../../trust/index.ts'
import type { SignedData } from './read-signed-data.ts'

/** Hashes by object identifier (RFC 5754 §2): SHA-1 is no longer taken. */
const HASHES: ReadonlyMap<string, HashName> = new Map([
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
])

/** Signature algorithms: the type of key, and the hash where the algorithm names one; else the digest algorithm is it (RFC 5754 §3). */
const SIGNATURES: ReadonlyMap<string, { readonly type: string; readonly hash: HashName | null }> = new Map([
  ['1.2.840.10045.2.1', { type: 'ec', hash: null }],
  ['1.2.840.10045.4.3.2', { type: 'ec', hash: 'sha256' }],
  ['1.2.840.10045.4.3.3', { type: 'ec', hash: 'sha384' }],
  ['1.2.840.10045.4.3.4', { type: 'ec', hash: 'sha512' }],
  ['1.2.840.113549.1.1.1', { type: 'rsa', hash: null }],
  ['1.2.840.113549.1.1.11', { type: 'rsa', hash: 'sha256' }],
  ['1.2.840.113549.1.1.12', { type: 'rsa', hash: 'sha384' }],
  ['1.2.840.113549.1.1.13', { type: 'rsa', hash: 'sha512' }],
  ['1.3.101.112', { type: 'ed25519', hash: 'sha512' }],
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
export function isSignedByCertificate({ signer, content, contentType }: SignedData, certificate: Certificate): boolean {
  const type = signer.attributes.get(CONTENT_TYPE)
  const digest = signer.attributes.get(MESSAGE_DIGEST)
  const found = digestBy(signer.digestAlgorithm, content)
  if (type === undefined || digest === undefined || found === null) return false
  if (derOid(type) !== contentType || !found.equals(derOctets(digest))) return false
  if (!namesCertificate(signer.attributes, certificate)) return false
  const algorithm = SIGNATURES.get(signer.signatureAlgorithm)
  const name = algorithm?.hash ?? HASHES.get(signer.digestAlgorithm)
  if (name === undefined || algorithm?.type !== certificate.publicKey.asymmetricKeyType) return false
  return verifiesWith(certificate.publicKey, name, signer.signedBytes, signer.signature)
}

/** ESSCertIDv2 (RFC 5816 §2.2.1; sha256 unless it says another), or the older ESSCertID, whose SHA-1 only adds to the key's own proof. */
function namesCertificate(attributes: SignedData['signer']['attributes'], { der }: Certificate): boolean {
  const [second, first] = [attributes.get(SIGNING_CERTIFICATE_V2), attributes.get(SIGNING_CERTIFICATE)]
  const named = second ?? first
  if (named === undefined) return false
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
