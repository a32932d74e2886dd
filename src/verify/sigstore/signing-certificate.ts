import { X509Certificate, type KeyObject } from 'node:crypto'
import { derOid, EncodingError, readDer, type DerElement } from '../../encoding/index.ts'
import { expect, Unverified } from '../unverified.ts'

/** A signer's certificate, taken apart. */
export interface SigningCertificate {
  readonly der: Uint8Array
  readonly x509: X509Certificate
  readonly publicKey: KeyObject
  /** The octet string's content of each extension, by object identifier. */
  readonly extensions: ReadonlyMap<string, Uint8Array>
}

/** Takes a certificate apart. Throws `Unverified` TC2110 where it can't be read or has an extension twice. */
export function readSigningCertificate(der: Uint8Array): SigningCertificate {
  try {
    const x509 = new X509Certificate(der)
    return { der, x509, publicKey: x509.publicKey, extensions: readExtensions(readDer(der)) }
  } catch (cause) {
    if (cause instanceof Unverified) throw cause
    // Node's parser throws plain errors of OpenSSL's for whatever it can't read.
    throw new Unverified('TC2110', 'an X.509 certificate in DER', 'bytes that are none', cause)
  }
}

/** RFC 5280 §4.1: the extensions are the explicit [3] of the TBSCertificate. */
function readExtensions(certificate: DerElement): ReadonlyMap<string, Uint8Array> {
  const list = certificate.children[0]?.children.find(
    ({ tagClass, tag, constructed }) => tagClass === 'context' && tag === 3 && constructed,
  )
  const extensions = new Map<string, Uint8Array>()
  for (const { children } of list?.children[0]?.children ?? []) {
    const [id, value] = [children[0], children.at(-1)]
    if (id === undefined || value === undefined || value.tag !== 4) {
      throw new EncodingError('der', { message: 'an extension is not in its form' })
    }
    const name = derOid(id)
    expect(!extensions.has(name), 'TC2110', 'each extension once', `${name} twice`)
    extensions.set(name, value.content)
  }
  return extensions
}
