import {
  isWithin,
  type PublicKey,
  type SigningKey,
  type SigstoreRoot,
  type ValidityWindow,
} from '../../trust/index.ts'
import { expect } from '../unverified.ts'
import {
  checkPurpose,
  checkScts,
  checkValidAt,
  issuersOf,
  readSigningCertificate,
} from './certificate/index.ts'
import { identityOf, type Identity } from './identity/index.ts'
import type { Signer } from './signed-bundle.ts'

/** Who may have signed, under one trust root: a certificate with its issuer, or a trusted key. All checks throw `Unverified`. */
export interface Signatory {
  readonly root: SigstoreRoot
  readonly key: PublicKey
  /** What a log entry names the signer by: the certificate, or the SubjectPublicKeyInfo; DER. */
  readonly verifier: Uint8Array
  readonly valid: ValidityWindow
  /** TC2115 */
  checkPurpose(): void
  /** TC2116: that the certificate itself was logged. */
  checkLogged(): void
  /** TC2115; milliseconds. */
  checkValidAt(timeMs: number): void
  /** TC2115 */
  identity(): Identity
}

/** One for each root that the signer could be verified under. Throws `Unverified`: TC2114 for a certificate of nobody that is known, TC2123 for an unknown key. */
export function signersOf(signer: Signer, roots: readonly SigstoreRoot[]): readonly Signatory[] {
  return signer.kind === 'certificate' ? byCertificate(signer.der, roots) : byKey(signer.hint, roots)
}

function byCertificate(der: Uint8Array, roots: readonly SigstoreRoot[]): readonly Signatory[] {
  const certificate = readSigningCertificate(der)
  return issuersOf(certificate, roots).map((issuer) => ({
    root: issuer.root,
    key: certificate.publicKey,
    verifier: der,
    valid: certificate.valid,
    checkPurpose: () => checkPurpose(certificate),
    checkLogged: () => checkScts(certificate, issuer.certificate, issuer.root.ctLogs),
    checkValidAt: (timeMs) => checkValidAt(certificate, issuer, timeMs),
    identity: () => identityOf(certificate),
  }))
}

/** The hint is the signer's word and picks nothing: every trusted key is tried, and the log entry must name it. */
function byKey(hint: string, roots: readonly SigstoreRoot[]): readonly Signatory[] {
  const found = roots.flatMap((root) => root.keys.map((key) => signatoryOf(key, root)))
  expect(
    found.length > 0,
    'TC2123',
    'a certificate, or a key that is trusted',
    `a bare key, hint ${hint.slice(0, 100)}`,
  )
  return found
}

function signatoryOf({ key, fingerprint, valid }: SigningKey, root: SigstoreRoot): Signatory {
  return {
    root,
    key,
    verifier: key.spki,
    valid,
    checkPurpose: () => undefined,
    checkLogged: () => undefined,
    checkValidAt: (timeMs) =>
      expect(
        isWithin(valid, timeMs),
        'TC2115',
        'a signature while the key was trusted',
        new Date(timeMs).toUTCString(),
      ),
    identity: () => ({
      publisher: { kind: 'key', issuer: '', subject: fingerprint, fingerprint, keyrings: [], owner: '' },
      platform: null,
    }),
  }
}
