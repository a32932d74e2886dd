import * as v from 'valibot'
import {
  canonicalJson,
  encodeBase64,
  EncodingError,
  parseJson,
  sha256Of,
  type JsonObject,
  type JsonValue,
} from '../../encoding/index.ts'
import type { Signer } from '../keys/index.ts'
import { SignError } from './sign-error.ts'
import { signedBy } from './signed-by.ts'
import { stampData, type Stamped } from './stamps.ts'

export const IN_TOTO = 'application/vnd.in-toto+json'
const STATEMENT = 'https://in-toto.io/Statement/v1'
/** As many as `src/verify` takes. */
export const MAX_SIGNATURES = 8
export const MAX_ENVELOPE_BYTES = 1024 * 1024
/** An envelope’s own, and that of what its signatures bring along. */
const MAX_DEPTH = 10
/** Sigstore’s material beside a signature (DSSE v1.1.0, «signature extensions»). */
const MATERIAL = 'application/vnd.dev.sigstore.verificationmaterial;version=0.3'
export const PUBLISH = 'https://docs.pypi.org/attestations/publish/v1'

/** What a statement is about. */
export interface Subject {
  readonly name: string
  readonly sha256: string
}

/** An in-toto statement v1 about one file, in one form: the same statement is the same bytes. */
export function statementBytes(subject: Subject, predicateType: string, predicate: JsonValue): Uint8Array {
  const { name, sha256 } = subject
  const statement = { _type: STATEMENT, subject: [{ name, digest: { sha256 } }], predicateType, predicate }
  return Buffer.from(canonicalJson(statement))
}

/** PEP 740's publish attestation: no predicate. */
export function publishStatement(subject: Subject): Uint8Array {
  return statementBytes(subject, PUBLISH, null)
}

/** DSSE's pre-authentication encoding (DSSE v1.0.2, protocol). */
export function preAuthEncoding(payload: Uint8Array): Uint8Array {
  const head = `DSSEv1 ${IN_TOTO.length} ${IN_TOTO} ${payload.byteLength} `
  return Buffer.concat([Buffer.from(head), payload])
}

/** A DSSE envelope's parts, as far as signatures can be added to it. */
const Envelope = v.strictObject({
  payload: v.string(),
  payloadType: v.literal(IN_TOTO),
  signatures: v.pipe(
    v.array(
      v.strictObject({
        keyid: v.string(),
        sig: v.string(),
        extension: v.optional(v.custom<JsonValue>((value) => value !== undefined)),
      }),
    ),
    v.minLength(1),
    v.maxLength(MAX_SIGNATURES),
  ),
})
type Signed = v.InferOutput<typeof Envelope>['signatures'][number]

/**
 * A DSSE envelope around an in-toto statement, signed by each of the signers (JSON serialization). Signatures name their keys by
 * the sha256 of SubjectPublicKeyInfo, and stand in the order of those names. Those that others made of the same statement, in
 * `before`, stay; what was of another statement goes. Time stamps stand in an extension of their signature. Rejects as `signedBy`, and
 * with what `stamp` throws.
 */
export async function signEnvelope(
  statement: Uint8Array,
  signers: readonly Signer[],
  before: Uint8Array | null,
  stamp: ((signature: Uint8Array) => Promise<Stamped>) | null = null,
): Promise<string> {
  const payload = encodeBase64(statement)
  const signatures = new Map(signaturesOver(payload, before).map((each) => [each.keyid, each]))
  for (const signer of signers) {
    const keyid = sha256Of(signer.publicKey.spki)
    const signature = await signedBy(signer, preAuthEncoding(statement))
    const stamped = await stamp?.(signature)
    const signed = { keyid, sig: encodeBase64(signature) }
    signatures.set(
      keyid,
      stamped === undefined ? signed : { ...signed, extension: materialOf(keyid, stamped) },
    )
  }
  if (signatures.size > MAX_SIGNATURES) {
    const message = `${signatures.size} keys signed it; verifiers take at most ${MAX_SIGNATURES} signatures`
    throw new SignError('form', { message, hint: 'begin anew: remove the file of signatures' })
  }
  const sorted = [...signatures.values()]
    .toSorted((a, b) => (a.keyid < b.keyid ? -1 : 1))
    .map(({ extension, ...signed }) => (extension === undefined ? signed : { ...signed, extension }))
  return `${canonicalJson({ payload, payloadType: IN_TOTO, signatures: sorted })}\n`
}

function materialOf(hint: string, stamped: Stamped): JsonObject {
  return {
    kind: MATERIAL,
    ext: { publicKey: { hint }, timestampVerificationData: stampData(stamped) },
  }
}

/** Whether it is an envelope that signatures can be added to. */
export function isEnvelope(bytes: Uint8Array): boolean {
  return readEnvelope(bytes) !== null
}

function signaturesOver(payload: string, before: Uint8Array | null): readonly Signed[] {
  const read = before === null ? null : readEnvelope(before)
  return read?.payload === payload ? read.signatures : []
}

function readEnvelope(bytes: Uint8Array): v.InferOutput<typeof Envelope> | null {
  try {
    const read = v.safeParse(
      Envelope,
      parseJson(bytes, { maxBytes: MAX_ENVELOPE_BYTES, maxDepth: MAX_DEPTH }),
    )
    return read.success ? read.output : null
  } catch (error) {
    if (error instanceof EncodingError) return null
    throw error
  }
}
