import { decodeHex, sha256Of, type DerElement } from '../encoding/index.ts'
import { ownerOf, type Certificate } from '../trust/index.ts'
import type { Evidence, EvidenceOrigin, SignatureFact } from '../verdict/index.ts'
import { readable } from './read-json.ts'
import { invalidSignature, type SignatureOutcome } from './signature-outcome.ts'
import { isNamed } from './sigstore/index.ts'
import { expect } from './unverified.ts'
import {
  certify,
  type CmsContext,
  checkContent,
  checkSignature,
  fingerprintOf,
  readCms,
  readSigner,
  type CmsSigner,
} from './x509/index.ts'

/** One outcome for each signer of a detached CMS signature (RFC 5652); for evidence that can't be read, one. */
export function cmsFacts({ bytes, origin }: Evidence, context: CmsContext): readonly SignatureOutcome[] {
  try {
    const { signers, certificates } = readCms(bytes)
    return signers.map((signer) => outcomeOf(signer, certificates, { origin, context }))
  } catch (error) {
    return [invalidSignature(error, origin, null)]
  }
}

interface Surroundings {
  readonly origin: EvidenceOrigin
  readonly context: CmsContext
}

function outcomeOf(
  element: DerElement,
  certificates: readonly Certificate[],
  { origin, context }: Surroundings,
): SignatureOutcome {
  let fingerprint: string | null = null
  try {
    const signer = readable('TC3310', 'a signer in DER', () => readSigner(element))
    const certificate = certificateOf(signer, certificates)
    fingerprint = fingerprintOf(certificate)
    const certified = certify(signer, certificate, certificates, context)
    context.effort.spend()
    checkSignature(signer, certificate)
    const digest = digestFor(signer, context)
    if (digest === null) return { wanted: { algorithm: signer.hash, suffix: '' } }
    checkContent(signer, certificate, digest)
    const { keyrings, provenMs, recheckMs } = certified
    const fact: SignatureFact = {
      check: 'signature',
      result: 'ok',
      scheme: 'cms',
      fingerprint,
      signedBy: sha256Of(certificate.der).toUpperCase(),
      keyrings,
      owner: readable('TC3319', 'names in their form', () => ownerOf(certificate)),
      claimedAt: Math.floor((provenMs ?? claimOf(signer, certificate)) / 1000),
      origin,
    }
    return { fact, expiresAt: Math.ceil(recheckMs / 1000) }
  } catch (error) {
    return invalidSignature(error, origin, fingerprint)
  }
}

/** Without a claim, the earliest that its certificate allows. */
function claimOf({ attributes }: CmsSigner, { valid }: Certificate): number {
  return attributes?.signingTimeMs ?? Math.max(0, valid.startMs)
}

function certificateOf({ id }: CmsSigner, certificates: readonly Certificate[]): Certificate {
  const found = readable('TC3310', 'key ids in DER', () => certificates.find((each) => isNamed(each, id)))
  const words = `${certificates.length} certificates that can be read, the signer’s not among them`
  expect(found !== undefined, 'TC3312', 'the signer’s certificate beside the signature', words)
  return found
}

function digestFor({ hash }: CmsSigner, { sha256, suffixed }: CmsContext): Uint8Array | null {
  if (hash === 'sha256') return decodeHex(sha256)
  const given = suffixed.find(({ algorithm, suffix }) => algorithm === hash && suffix === '')
  return given === undefined ? null : decodeHex(given.digest)
}
