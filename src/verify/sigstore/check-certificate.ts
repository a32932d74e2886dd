import { X509Certificate } from 'node:crypto'
import { derOid, EncodingError, readDer } from '../../encoding/index.ts'
import type { CertificateAuthority, SigstoreRoot } from '../../trust/index.ts'
import { expect } from '../unverified.ts'
import type { SigningCertificate } from './signing-certificate.ts'

const KEY_USAGE = '2.5.29.15'
const BASIC_CONSTRAINTS = '2.5.29.19'
const EXTENDED_KEY_USAGE = '2.5.29.37'
const CODE_SIGNING = '1.3.6.1.5.5.7.3.3'
const DIGITAL_SIGNATURE = 0x80

/** An authority that issued the certificate, and the root that names it. */
export interface Issuer {
  readonly root: SigstoreRoot
  readonly authority: CertificateAuthority
}

/** The authorities that signed this certificate, valid now or not. Throws `Unverified` TC2114 if there is none. */
export function issuersOf({ x509 }: SigningCertificate, roots: readonly SigstoreRoot[]): readonly Issuer[] {
  const issuers = roots.flatMap((root) => root.authorities.map((authority) => ({ root, authority })))
  const found = issuers.filter(({ authority }) => isIssuedBy(x509, authority))
  const names = roots.map(({ name }) => name).join(', ')
  expect(found.length > 0, 'TC2114', `an authority of ${names}`, oneLine(x509.issuer))
  return found
}

function isIssuedBy(leaf: X509Certificate, { chain }: CertificateAuthority): boolean {
  const path = [leaf, ...chain.map((der) => new X509Certificate(der))]
  return path.every((certificate, at) => {
    const issuer = path[at + 1] ?? certificate
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
  })
}

/** RFC 5280 §4.2.1: for signing code, for nothing that issues. Throws `Unverified` TC2115. */
export function checkPurpose({ extensions }: SigningCertificate): void {
  const usage = extensions.get(KEY_USAGE)
  const purposes = read(extensions.get(EXTENDED_KEY_USAGE), (der) => readDer(der).children.map(derOid))
  const constraints = read(extensions.get(BASIC_CONSTRAINTS), (der) => readDer(der).children.length)
  // BIT STRING: tag, length, count of unused bits, then the flags (RFC 5280 §4.2.1.3: bit 0 is the highest).
  const flags = usage?.[0] === 3 ? (usage[3] ?? 0) : 0
  expect((flags & DIGITAL_SIGNATURE) !== 0, 'TC2115', 'key usage: digital signature', 'none such')
  expect(
    purposes?.includes(CODE_SIGNING) === true,
    'TC2115',
    'extended key usage: code signing',
    purposes?.join(', ') ?? 'none',
  )
  expect((constraints ?? 0) === 0, 'TC2115', 'a certificate that issues no others', 'an authority')
}

function read<Value>(der: Uint8Array | undefined, reader: (der: Uint8Array) => Value): Value | null {
  try {
    return der === undefined ? null : reader(der)
  } catch (cause) {
    if (!(cause instanceof EncodingError)) throw cause
    expect(false, 'TC2115', 'an extension in DER', cause.message)
  }
}

/** That the certificate and its authority were valid at a proven time (ms). Throws `Unverified` TC2115. */
export function checkValidAt({ x509 }: SigningCertificate, issuers: readonly Issuer[], timeMs: number): void {
  expect(
    isValid(x509, timeMs),
    'TC2115',
    `a signature between ${x509.validFrom} and ${x509.validTo}`,
    new Date(timeMs).toUTCString(),
  )
  expect(
    issuers.some(({ authority }) => authorityCounts(authority, timeMs)),
    'TC2115',
    'a signature while the authority was trusted',
    new Date(timeMs).toUTCString(),
  )
}

function authorityCounts({ chain, valid }: CertificateAuthority, timeMs: number): boolean {
  if (timeMs < valid.startMs || timeMs > valid.endMs) return false
  return chain.every((der) => isValid(new X509Certificate(der), timeMs))
}

function isValid(certificate: X509Certificate, timeMs: number): boolean {
  return timeMs >= certificate.validFromDate.getTime() && timeMs <= certificate.validToDate.getTime()
}

function oneLine(name: string): string {
  return name.replaceAll('\n', ', ').slice(0, 200)
}
