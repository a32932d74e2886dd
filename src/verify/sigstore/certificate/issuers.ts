import {
  isSignedBy,
  isWithin,
  namesIssuer,
  type Certificate,
  type CertificateAuthority,
  type SigstoreRoot,
} from '../../../trust/index.ts'
import { expect } from '../../unverified.ts'
import { readable } from '../../read-json.ts'

/** The authorities of one root that issued a certificate: at least one, valid now or not. */
export interface Issuer {
  readonly root: SigstoreRoot
  readonly authorities: readonly CertificateAuthority[]
  /** The issuing certificate itself. */
  readonly certificate: Certificate
}

/**
 * Who issued the certificate, in each root that has them. Names are compared before signatures: those cost most of
 * the time that a verification takes. Throws `Unverified` TC2114 if there is nobody.
 */
export function issuersOf(certificate: Certificate, roots: readonly SigstoreRoot[]): readonly Issuer[] {
  const found = readable('TC2115', 'key identifiers in DER', () =>
    roots.flatMap((root) => issuerIn(root, certificate)),
  )
  const names = roots.map(({ name }) => name).join(', ')
  expect(found.length > 0, 'TC2114', `an authority of ${names}`, 'a certificate of another authority')
  return found
}

/** An instance may name one authority several times, for several windows; its signature is verified once a key. */
function issuerIn(root: SigstoreRoot, certificate: Certificate): readonly Issuer[] {
  const named = root.authorities.filter(
    ({ path: [issuer] }) => issuer !== undefined && namesIssuer(certificate, issuer),
  )
  const signed = new Map<string, boolean>()
  const authorities = named.filter(({ path: [issuer] }) => {
    if (issuer === undefined) return false
    const key = Buffer.from(issuer.spki).toString('latin1')
    const known = signed.get(key) ?? isSignedBy(certificate, issuer)
    signed.set(key, known)
    return known
  })
  const issuing = authorities[0]?.path[0]
  return issuing === undefined ? [] : [{ root, authorities, certificate: issuing }]
}

/**
 * That the certificate and a whole path above it were valid at a proven time (RFC 5280 §6.1.3 a 2), and the authority
 * trusted. Throws `Unverified` TC2115.
 */
export function checkValidAt(certificate: Certificate, { authorities }: Issuer, timeMs: number): void {
  const { valid } = certificate
  expect(
    isWithin(valid, timeMs),
    'TC2115',
    `a signature between ${new Date(valid.startMs).toUTCString()} and ${new Date(valid.endMs).toUTCString()}`,
    new Date(timeMs).toUTCString(),
  )
  expect(
    authorities.some(
      (authority) =>
        isWithin(authority.valid, timeMs) && authority.path.every((each) => isWithin(each.valid, timeMs)),
    ),
    'TC2115',
    'a signature while the authority was trusted',
    new Date(timeMs).toUTCString(),
  )
}
