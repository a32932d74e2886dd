import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import { canonicalJson, decodeHex, encodeBase64, sha256Of, type JsonValue } from '../../../encoding/index.ts'
import { signerOf, type Signer } from '../../keys/index.ts'
import type { SignedArtifact } from '../artifact.ts'
import { preAuthEncoding, publishStatement, statementBytes } from '../envelope.ts'
import { SignError } from '../sign-error.ts'
import { signedBy } from '../signed-by.ts'
import { certify, stamp } from './ask-services.ts'
import { enterLog } from './enter-log.ts'
import type { Entered } from './entered.ts'
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

/** One file of signatures. */
export interface KeylessSignature {
  readonly content: string
  /**
   * The same with one time stamp alone, where there are several: a verifier is content with one that holds, and who writes them
   * can't be.
   */
  readonly byStamp: readonly string[]
}

/** Makes PEP 740's attestation object, or a Sigstore bundle over the file. Throws `SignError` `service`, `record`. */
export async function signKeyless(
  form: KeylessForm,
  artifact: SignedArtifact,
  provenance: JsonValue | null,
  by: Certified,
): Promise<KeylessSignature> {
  if (form === 'sigstore') return await signedFile(artifact, by)
  if (form === 'publish') return await attested(publishStatement(artifact), by)
  if (provenance !== null) return await attested(statementBytes(artifact, SLSA, provenance), by)
  throw new SignError('record', {
    message: `there is no SLSA provenance about \`${artifact.name}\` beside it`,
    hint: 'trustctl build, which writes it',
  })
}

async function attested(statement: Uint8Array, by: Certified): Promise<KeylessSignature> {
  const signed = preAuthEncoding(statement)
  const signature = await signedBy(by.signer, signed)
  const digest = decodeHex(sha256Of(signed))
  const witnesses = await witnessed({ signature, certificate: by.certificate, digest, statement }, by)
  return eachStamp(witnesses, ({ entries, timestamps }) => ({
    version: 1,
    verification_material: {
      certificate: encodeBase64(by.certificate),
      transparency_entries: entries,
      ...(timestamps.length === 0 ? {} : { timestamps }),
    },
    envelope: { statement: encodeBase64(statement), signature: encodeBase64(signature) },
  }))
}

async function signedFile({ bytes, sha256 }: SignedArtifact, by: Certified): Promise<KeylessSignature> {
  const signature = await signedBy(by.signer, bytes)
  const digest = decodeHex(sha256)
  const witnesses = await witnessed({ signature, certificate: by.certificate, digest, statement: null }, by)
  return eachStamp(witnesses, ({ entries, timestamps }) => ({
    mediaType: BUNDLE,
    verificationMaterial: {
      certificate: { rawBytes: encodeBase64(by.certificate) },
      tlogEntries: entries,
      timestampVerificationData: {
        rfc3161Timestamps: timestamps.map((signedTimestamp) => ({ signedTimestamp })),
      },
    },
    messageSignature: {
      messageDigest: { algorithm: 'SHA2_256', digest: encodeBase64(digest) },
      signature: encodeBase64(signature),
    },
  }))
}

/** What logs and time stamp authorities say of a signature. */
interface Witnesses {
  readonly entries: JsonValue[]
  /** Base64. */
  readonly timestamps: string[]
}

async function witnessed(
  entered: Entered,
  { fetch, services: { logs, timestamps: authorities } }: Certified,
): Promise<Witnesses> {
  const [entries, timestamps]: [JsonValue[], string[]] = [[], []]
  for (const log of logs) entries.push(await enterLog(fetch, log, entered))
  for (const authority of authorities)
    timestamps.push(encodeBase64(await stamp(fetch, authority, entered.signature)))
  return { entries, timestamps }
}

function eachStamp(witnesses: Witnesses, write: (by: Witnesses) => JsonValue): KeylessSignature {
  const { timestamps } = witnesses
  const written = (by: Witnesses): string => `${canonicalJson(write(by))}\n`
  const byStamp = timestamps.map((each) => written({ ...witnesses, timestamps: [each] }))
  return { content: written(witnesses), byStamp: timestamps.length > 1 ? byStamp : [] }
}
