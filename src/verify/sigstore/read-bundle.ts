import * as v from 'valibot'
import { MAX_CERTIFICATES, MAX_TIMESTAMPS } from '../limits.ts'
import { Base64, readJson } from '../read-json.ts'
import { expect, Unverified } from '../unverified.ts'
import { Entries } from './read-entry.ts'
import type { SignedBundle, SignedContent } from './signed-bundle.ts'
import { readSigningCertificate } from './signing-certificate.ts'

const CHAINED: ReadonlySet<string> = new Set([
  'application/vnd.dev.sigstore.bundle+json;version=0.1',
  'application/vnd.dev.sigstore.bundle+json;version=0.2',
])
const MEDIA_TYPES: ReadonlySet<string> = new Set([
  ...CHAINED,
  'application/vnd.dev.sigstore.bundle+json;version=0.3',
  'application/vnd.dev.sigstore.bundle.v0.3+json',
])

const Certificate = v.strictObject({ rawBytes: Base64 })

const Material = v.strictObject({
  certificate: v.optional(Certificate),
  x509CertificateChain: v.optional(
    v.strictObject({ certificates: v.pipe(v.array(Certificate), v.maxLength(MAX_CERTIFICATES)) }),
  ),
  publicKey: v.optional(v.looseObject({})),
  tlogEntries: v.optional(Entries, []),
  timestampVerificationData: v.nullish(
    v.strictObject({
      rfc3161Timestamps: v.optional(
        v.pipe(v.array(v.strictObject({ signedTimestamp: Base64 })), v.maxLength(MAX_TIMESTAMPS)),
        [],
      ),
    }),
  ),
})

const EnvelopeMessage = v.strictObject({
  payload: Base64,
  payloadType: v.string(),
  signatures: v.strictTuple([v.strictObject({ sig: Base64, keyid: v.optional(v.string()) })]),
})

const Message = v.strictObject({
  messageDigest: v.strictObject({ algorithm: v.string(), digest: Base64 }),
  signature: Base64,
})

const Bundle = v.strictObject({
  mediaType: v.string(),
  verificationMaterial: Material,
  dsseEnvelope: v.optional(EnvelopeMessage),
  messageSignature: v.optional(Message),
})

/**
 * Reads a Sigstore bundle, v0.1 to v0.3 (sigstore/protobuf-specs `sigstore_bundle.proto`). Throws `Unverified`
 * TC2110, or TC2121 for a version, a key or a digest that is not supported.
 */
export function readBundle(bytes: Uint8Array): SignedBundle {
  const { mediaType, verificationMaterial, ...content } = readJson(
    Bundle,
    bytes,
    'TC2110',
    'a Sigstore bundle',
  )
  expect(MEDIA_TYPES.has(mediaType), 'TC2121', 'a bundle of version 0.1 to 0.3', mediaType.slice(0, 100))
  return {
    certificate: certificateOf(verificationMaterial, CHAINED.has(mediaType)),
    entries: verificationMaterial.tlogEntries,
    timestamps: (verificationMaterial.timestampVerificationData?.rfc3161Timestamps ?? []).map(
      ({ signedTimestamp }) => signedTimestamp,
    ),
    content: contentOf(content),
  }
}

/** v0.1 and v0.2 carry a chain whose first is the signer's; v0.3 carries the signer's certificate alone. */
function certificateOf(material: v.InferOutput<typeof Material>, chained: boolean): Uint8Array {
  const { certificate, x509CertificateChain, publicKey } = material
  expect(publicKey === undefined, 'TC2121', 'a certificate', 'a bare public key')
  const [leaf, ...rest] = x509CertificateChain?.certificates ?? []
  expect(
    (certificate === undefined) !== (leaf === undefined) && (certificate !== undefined || chained),
    'TC2110',
    'one signing certificate in the form of the bundle version',
    'none, or another form',
  )
  // Roots come from the trust root alone (Sigstore bundle, `x509_certificate_chain`).
  const isRootless = rest.every(({ rawBytes }) => !isSelfIssued(rawBytes))
  expect(isRootless, 'TC2110', 'a chain without its root', 'a root certificate')
  return (certificate ?? leaf)?.rawBytes ?? new Uint8Array()
}

function isSelfIssued(der: Uint8Array): boolean {
  const { x509 } = readSigningCertificate(der)
  return x509.checkIssued(x509)
}

function contentOf(
  content: Pick<v.InferOutput<typeof Bundle>, 'dsseEnvelope' | 'messageSignature'>,
): SignedContent {
  const { dsseEnvelope, messageSignature } = content
  if (dsseEnvelope !== undefined && messageSignature === undefined) {
    const [{ sig }] = dsseEnvelope.signatures
    const { payload, payloadType } = dsseEnvelope
    return { kind: 'envelope', payload, payloadType, signature: sig }
  }
  if (messageSignature !== undefined && dsseEnvelope === undefined) {
    const { algorithm, digest } = messageSignature.messageDigest
    expect(algorithm === 'SHA2_256', 'TC2121', 'a SHA2_256 digest', algorithm.slice(0, 40))
    return { kind: 'message', digest, signature: messageSignature.signature }
  }
  throw new Unverified('TC2110', 'either an envelope or a message signature', 'none or both')
}
