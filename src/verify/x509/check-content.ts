import { hash as digestOf } from 'node:crypto'
import type { Certificate } from '../../trust/index.ts'
import { readable } from '../read-json.ts'
import { namesCertificate } from '../sigstore/index.ts'
import { expect } from '../unverified.ts'
import { checkPrehashable, verifiesBytes, verifiesPrehashed } from './cms/algorithms.ts'
import type { CmsSigner } from './cms/read-signer.ts'

/**
 * That the certificate's key made the signature, as far as it can be told without the content: where attributes are signed,
 * over those, and where they name a certificate, this one (RFC 5652 §5.6, RFC 5035 §5.4). Throws `Unverified` TC3311, TC3317.
 */
export function checkSignature({ attributes, scheme, signature }: CmsSigner, certificate: Certificate): void {
  if (attributes === null) return checkPrehashable(scheme, certificate.publicKey)
  const isBy = readable('TC3317', 'a public key that can be used', () =>
    verifiesBytes(certificate.publicKey, scheme, attributes.bytes, signature),
  )
  expect(isBy, 'TC3311', 'a signature by the key of the certificate', 'one that does not fit')
  const isNamed = readable('TC3310', 'attributes in DER', () => namesCertificate(attributes.all, certificate))
  expect(isNamed !== false, 'TC3311', 'this certificate in what was signed', 'another one')
}

/** That the signature is about the content with this digest (RFC 5652 §5.4). Throws `Unverified` TC3311. */
export function checkContent(
  { attributes, scheme, signature, hash }: CmsSigner,
  { publicKey }: Certificate,
  digest: Uint8Array,
): void {
  const hex = Buffer.from(digest).toString('hex')
  if (attributes === null) {
    const isBy = readable('TC3317', 'a public key that can be used', () =>
      verifiesPrehashed(publicKey, scheme, digest, signature),
    )
    return expect(isBy, 'TC3311', `a signature over ${hash} ${hex}`, 'one that does not fit')
  }
  const found = Buffer.from(attributes.messageDigest).toString('hex')
  expect(found === hex, 'TC3311', `${hash} ${hex}`, `${hash} ${found.slice(0, 128)}`)
}

/** sha256 of a public key in upper-case hex: the name of whoever signs with it. */
export function fingerprintOf({ spki }: Certificate): string {
  return digestOf('sha256', spki, 'hex').toUpperCase()
}
