import { randomBytes } from 'node:crypto'
import { bits, explicit, integer, octets, oid, sequence, set, truth, utcTime, utf8 } from './der.ts'
import { sha256, signWith, type SigningKey } from './keys.ts'

/** One X.509 extension: `value` is the DER inside the octet string. */
export interface Extension {
  readonly id: string
  readonly critical?: boolean
  readonly value: Uint8Array
}

/** What goes into a certificate before it is signed. Times are seconds since the epoch. */
export interface CertificateContent {
  /** Common name; null for the empty name that Fulcio's leaves have. */
  readonly subject: string | null
  readonly issuer: string
  readonly notBefore: number
  readonly notAfter: number
  readonly spki: Uint8Array
  readonly extensions: readonly Extension[]
}

const ECDSA_SHA256 = sequence(oid('1.2.840.10045.4.3.2'))

const name = (common: string | null): Buffer =>
  common === null ? sequence() : sequence(set(sequence(oid('2.5.4.3'), utf8(common))))

const extension = ({ id, critical = false, value }: Extension): Buffer =>
  sequence(oid(id), ...(critical ? [truth(true)] : []), octets(value))

/** The TBSCertificate (RFC 5280 §4.1). */
export const toBeSigned = (content: CertificateContent, serial: Uint8Array): Buffer =>
  sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(serial),
    ECDSA_SHA256,
    name(content.issuer),
    sequence(utcTime(content.notBefore), utcTime(content.notAfter)),
    name(content.subject),
    content.spki,
    explicit(3, sequence(...content.extensions.map(extension))),
  )

export const freshSerial = (): Buffer => Buffer.concat([Buffer.from([0x11]), randomBytes(15)])

/** A signed certificate, DER. */
export const issue = (tbs: Uint8Array, key: SigningKey): Buffer =>
  sequence(tbs, ECDSA_SHA256, bits(signWith(key, tbs)))

export const basicConstraints = (isCa: boolean): Extension => ({
  id: '2.5.29.19',
  critical: true,
  value: isCa ? sequence(truth(true)) : sequence(),
})

/** `flags` as in RFC 5280 §4.2.1.3: 0x80 digitalSignature, 0x06 keyCertSign and cRLSign. */
export const keyUsage = (flags: number): Extension => ({
  id: '2.5.29.15',
  critical: true,
  value: bits(Buffer.from([flags]), flags === 0x80 ? 7 : 1),
})

export const extendedKeyUsage = (purpose: string): Extension => ({
  id: '2.5.29.37',
  value: sequence(oid(purpose)),
})

export const subjectKeyId = (key: { readonly spki: Uint8Array }): Extension => ({
  id: '2.5.29.14',
  value: octets(sha256(key.spki).subarray(0, 20)),
})
