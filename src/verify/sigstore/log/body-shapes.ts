import * as v from 'valibot'
import { decodeBase64, decodeHex, decodePem, decodeUtf8 } from '../../../encoding/index.ts'
import type { HashName } from '../../../trust/index.ts'
import { Base64 } from '../../read-json.ts'

/** What a log entry says was signed, in the same words for every kind of entry. */
export interface Logged {
  readonly signature: Uint8Array
  /** The signer's certificate or SubjectPublicKeyInfo, DER. */
  readonly verifier: Uint8Array
  readonly hash: HashName
  readonly digest: Uint8Array
  /** `payload`: the digest of an envelope's payload; `signed`: of the bytes that were signed. */
  readonly digestOf: 'payload' | 'signed'
}

const Pem = v.pipe(
  Base64,
  v.transform((bytes) => decodePem(decodeUtf8(bytes)).bytes),
)
/** `intoto` entries have base64 of base64. */
const Twice = v.pipe(Base64, v.transform(decodeUtf8), v.transform(decodeBase64))

const HexDigest = v.object({
  algorithm: v.literal('sha256'),
  value: v.pipe(v.string(), v.length(64), v.transform(decodeHex)),
})

const HASHES = { SHA2_256: 'sha256', SHA2_384: 'sha384', SHA2_512: 'sha512' } as const satisfies Record<
  string,
  HashName
>
const Digest = v.object({ algorithm: v.picklist(['SHA2_256', 'SHA2_384', 'SHA2_512']), digest: Base64 })

const Verifier = v.union([
  v.object({ x509Certificate: v.object({ rawBytes: Base64 }) }),
  v.object({ publicKey: v.object({ rawBytes: Base64 }) }),
])
const SignatureV2 = v.object({ content: Base64, verifier: Verifier })

const Dsse1 = v.pipe(
  v.object({
    kind: v.literal('dsse'),
    apiVersion: v.literal('0.0.1'),
    spec: v.object({
      payloadHash: HexDigest,
      signatures: v.strictTuple([v.object({ signature: Base64, verifier: Pem })]),
    }),
  }),
  v.transform(({ spec: { payloadHash, signatures } }): Logged => {
    const [{ signature, verifier }] = signatures
    return { signature, verifier, hash: 'sha256', digest: payloadHash.value, digestOf: 'payload' }
  }),
)

const Dsse2 = v.pipe(
  v.object({
    kind: v.literal('dsse'),
    apiVersion: v.literal('0.0.2'),
    spec: v.object({ dsseV002: v.object({ payloadHash: Digest, signatures: v.strictTuple([SignatureV2]) }) }),
  }),
  v.transform(({ spec: { dsseV002 } }): Logged => ({
    ...signatureOf(dsseV002.signatures[0]),
    ...digestOf(dsseV002.payloadHash),
    digestOf: 'payload',
  })),
)

const Record1 = v.pipe(
  v.object({
    kind: v.literal('hashedrekord'),
    apiVersion: v.literal('0.0.1'),
    spec: v.object({
      data: v.object({ hash: HexDigest }),
      signature: v.object({ content: Base64, publicKey: v.object({ content: Pem }) }),
    }),
  }),
  v.transform(({ spec: { data, signature } }): Logged => ({
    signature: signature.content,
    verifier: signature.publicKey.content,
    hash: 'sha256',
    digest: data.hash.value,
    digestOf: 'signed',
  })),
)

const Record2 = v.pipe(
  v.object({
    kind: v.literal('hashedrekord'),
    apiVersion: v.literal('0.0.2'),
    spec: v.object({ hashedRekordV002: v.object({ data: Digest, signature: SignatureV2 }) }),
  }),
  v.transform(({ spec: { hashedRekordV002 } }): Logged => ({
    ...signatureOf(hashedRekordV002.signature),
    ...digestOf(hashedRekordV002.data),
    digestOf: 'signed',
  })),
)

const InToto2 = v.pipe(
  v.object({
    kind: v.literal('intoto'),
    apiVersion: v.literal('0.0.2'),
    spec: v.object({
      content: v.object({
        payloadHash: HexDigest,
        envelope: v.object({ signatures: v.strictTuple([v.object({ sig: Twice, publicKey: Pem })]) }),
      }),
    }),
  }),
  v.transform(({ spec: { content } }): Logged => {
    const [{ sig, publicKey }] = content.envelope.signatures
    return {
      signature: sig,
      verifier: publicKey,
      hash: 'sha256',
      digest: content.payloadHash.value,
      digestOf: 'payload',
    }
  }),
)

function signatureOf({
  content,
  verifier,
}: v.InferOutput<typeof SignatureV2>): Pick<Logged, 'signature' | 'verifier'> {
  const { rawBytes } = 'x509Certificate' in verifier ? verifier.x509Certificate : verifier.publicKey
  return { signature: content, verifier: rawBytes }
}

function digestOf({ algorithm, digest }: v.InferOutput<typeof Digest>): Pick<Logged, 'hash' | 'digest'> {
  return { hash: HASHES[algorithm], digest }
}

/** The bodies that are understood, by kind and version (sigstore/rekor `pkg/types`, sigstore/rekor-tiles). */
export const BODY_SHAPES: ReadonlyMap<string, v.GenericSchema<unknown, Logged>> = new Map<
  string,
  v.GenericSchema<unknown, Logged>
>([
  ['dsse 0.0.1', Dsse1],
  ['dsse 0.0.2', Dsse2],
  ['hashedrekord 0.0.1', Record1],
  ['hashedrekord 0.0.2', Record2],
  ['intoto 0.0.2', InToto2],
])
