import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import { canonicalJson, decodeHex, encodeBase64, type JsonValue } from '../../../encoding/index.ts'
import { signerOf, type Signer } from '../../keys/index.ts'
import type { SignedArtifact } from '../artifact.ts'
import { IN_TOTO, preAuthEncoding, publishStatement, statementBytes } from '../envelope.ts'
import { SignError } from '../sign-error.ts'
import { signedBy } from '../signed-by.ts'
import { certify, enterLog, stamp } from './ask-services.ts'
import type { IdentityToken } from './identity-token.ts'
import type { Fetch } from './service.ts'
import type { SigningServices } from './signing-config.ts'

const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json'
const SLSA = 'https://slsa.dev/provenance/v1'

/** The forms of a signature without a key of one's own. */
export type KeylessForm = 'publish' | 'slsa' | 'sigstore'

/** A key that lives as long as this object, and the certificate that says whose it was. */
export interface Certified {
  readonly signer: Signer
  /** DER. */
  readonly certificate: Uint8Array
  readonly services: SigningServices
  readonly fetch: Fetch
}

/** Makes a key for one release and has it certified. Throws `SignError` `service`. */
export async function certifiedFor(
  token: IdentityToken,
  services: SigningServices,
  fetch: Fetch,
): Promise<Certified> {
  const { privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' })
  const signer = signerOf(privateKey)
  return { signer, certificate: await certify(fetch, services.authority, signer, token), services, fetch }
}

/** One file of signatures: PEP 740's attestation object, or a Sigstore bundle over the file. Throws `SignError` `service`, `record`. */
export async function signKeyless(
  form: KeylessForm,
  artifact: SignedArtifact,
  provenance: JsonValue | null,
  by: Certified,
): Promise<string> {
  if (form === 'sigstore') return await signedFile(artifact, by)
  if (form === 'publish') return await attested(publishStatement(artifact), by)
  if (provenance !== null) return await attested(statementBytes(artifact, SLSA, provenance), by)
  throw new SignError('record', {
    message: `there is no SLSA provenance about \`${artifact.name}\` beside it`,
    hint: 'trustctl build, which writes it',
  })
}

async function attested(statement: Uint8Array, by: Certified): Promise<string> {
  const signature = await signedBy(by.signer, preAuthEncoding(statement))
  const [payload, sig] = [encodeBase64(statement), encodeBase64(signature)]
  const envelope = JSON.stringify({ payloadType: IN_TOTO, payload, signatures: [{ keyid: '', sig }] })
  const proposedContent = { envelope, verifiers: [pemInBase64(by.certificate)] }
  const { entry, timestamps } = await witnessed({ kind: 'dsse', spec: { proposedContent } }, signature, by)
  const attestation = {
    version: 1,
    verification_material: {
      certificate: encodeBase64(by.certificate),
      transparency_entries: [entry],
      ...(timestamps.length === 0
        ? {}
        : { timestamps: timestamps.map((each) => ({ rfc3161_timestamp: each })) }),
    },
    envelope: { statement: payload, signature: sig },
  }
  return `${canonicalJson(attestation)}\n`
}

async function signedFile({ bytes, sha256 }: SignedArtifact, by: Certified): Promise<string> {
  const signature = await signedBy(by.signer, bytes)
  const content = encodeBase64(signature)
  const publicKey = { content: pemInBase64(by.certificate) }
  const spec = {
    data: { hash: { algorithm: 'sha256', value: sha256 } },
    signature: { content, publicKey },
  }
  const { entry, timestamps } = await witnessed({ kind: 'hashedrekord', spec }, signature, by)
  const bundle = {
    mediaType: BUNDLE,
    verificationMaterial: {
      certificate: { rawBytes: encodeBase64(by.certificate) },
      tlogEntries: [entry],
      timestampVerificationData: {
        rfc3161Timestamps: timestamps.map((signedTimestamp) => ({ signedTimestamp })),
      },
    },
    messageSignature: {
      messageDigest: { algorithm: 'SHA2_256', digest: encodeBase64(decodeHex(sha256)) },
      signature: content,
    },
  }
  return `${canonicalJson(bundle)}\n`
}

async function witnessed(
  proposed: Parameters<typeof enterLog>[2],
  signature: Uint8Array,
  { fetch, services: { log, timestamps } }: Certified,
): Promise<{ readonly entry: JsonValue; readonly timestamps: readonly string[] }> {
  const entry = await enterLog(fetch, log, proposed)
  if (timestamps === null) return { entry, timestamps: [] }
  return { entry, timestamps: [encodeBase64(await stamp(fetch, timestamps, signature))] }
}

function pemInBase64(der: Uint8Array): string {
  const lines = encodeBase64(der).match(/.{1,64}/g) ?? []
  const pem = `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
  return encodeBase64(Buffer.from(pem))
}
