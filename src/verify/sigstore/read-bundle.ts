import * as v from 'valibot'
import { MAX_CERTIFICATES, MAX_TIMESTAMPS } from '../limits.ts'
import { Base64, readJson } from '../read-json.ts'
import { expect, Unverified } from '../unverified.ts'
import { Entries } from './read-entry.ts'
import { readSigningCertificate } from './certificate/index.ts'
import type { SignedBundle, SignedContent, Signer } from './signed-bundle.ts'

/** What each version asks for (sigstore/protobuf-specs `sigstore_bundle.proto`): the form of the certificate, and of the log's word. */
interface Version {
  readonly certificate: 'chain' | 'leaf'
  readonly entryNeeds: 'promise' | 'proof'
}

const V1: Version = { certificate: 'chain', entryNeeds: 'promise' }
const V2: Version = { certificate: 'chain', entryNeeds: 'proof' }
const V3: Version = { certificate: 'leaf', entryNeeds: 'proof' }

const VERSIONS: ReadonlyMap<string, Version> = new Map([
  ['application/vnd.dev.sigstore.bundle+json;version=0.1', V1],
  ['application/vnd.dev.sigstore.bundle+json;version=0.2', V2],
  ['application/vnd.dev.sigstore.bundle+json;version=0.3', V3],
  ['application/vnd.dev.sigstore.bundle.v0.3+json', V3],
])

const Certificate = v.strictObject({ rawBytes: Base64 })

const Material = v.strictObject({
  certificate: v.optional(Certificate),
  x509CertificateChain: v.optional(
    v.strictObject({ certificates: v.pipe(v.array(Certificate), v.maxLength(MAX_CERTIFICATES)) }),
  ),
  publicKey: v.optional(v.strictObject({ hint: v.optional(v.pipe(v.string(), v.maxLength(1024)), '') })),
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
  const version = VERSIONS.get(mediaType)
  expect(version !== undefined, 'TC2121', 'a bundle of version 0.1 to 0.3', mediaType.slice(0, 100))
  return {
    signer: signerOf(verificationMaterial, version),
    entries: verificationMaterial.tlogEntries,
    entryNeeds: version.entryNeeds,
    timestamps: (verificationMaterial.timestampVerificationData?.rfc3161Timestamps ?? []).map(
      ({ signedTimestamp }) => signedTimestamp,
    ),
    content: contentOf(content),
  }
}

/** Exactly one of three: a key, the signer's certificate alone (v0.3), or a chain whose first is the signer's (v0.1, v0.2). */
function signerOf(material: v.InferOutput<typeof Material>, version: Version): Signer {
  const { certificate, x509CertificateChain, publicKey } = material
  const forms = [certificate, x509CertificateChain, publicKey].filter((each) => each !== undefined)
  expect(forms.length === 1, 'TC2110', 'one signer', `${forms.length}`)
  if (publicKey !== undefined) return { kind: 'key', hint: publicKey.hint }
  if (certificate !== undefined) return { kind: 'certificate', der: certificate.rawBytes }
  const [leaf, ...rest] = x509CertificateChain?.certificates ?? []
  expect(
    leaf !== undefined && version.certificate === 'chain',
    'TC2110',
    'one signing certificate in the form of the bundle version',
    'none, or another form',
  )
  // Roots come from the trust root alone (Sigstore bundle, `x509_certificate_chain`).
  const isRootless = rest.every(({ rawBytes }) => !isSelfIssued(rawBytes))
  expect(isRootless, 'TC2110', 'a chain without its root', 'a root certificate')
  return { kind: 'certificate', der: leaf.rawBytes }
}

function isSelfIssued(der: Uint8Array): boolean {
  const { issuer, subject } = readSigningCertificate(der)
  return Buffer.from(issuer).equals(subject)
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
