import * as v from 'valibot'
import { EncodingError, parseJson } from '../../encoding/index.ts'
import type { SigstoreRoot } from '../../trust/index.ts'
import { MAX_ENVELOPE_SIGNATURES, MAX_EVIDENCE_BYTES, MAX_EVIDENCE_DEPTH, MAX_TIMESTAMPS } from '../limits.ts'
import { Base64, readJson } from '../read-json.ts'
import { saying } from '../saying.ts'
import { stampedTime, type Envelope } from '../sigstore/index.ts'
import { expect, type Unverified } from '../unverified.ts'
import type { KeyTrials } from './key-trials.ts'
import type { KnownPlainKey } from './known-keys.ts'

/**
 * What a signature may bring along (DSSE v1.1.0, «signature extensions»): Sigstore's material (sigstore/protobuf-specs
 * `sigstore_bundle.proto`), of which the time stamps are read. Others are nobody's here.
 */
const Extension = v.strictObject({
  kind: v.literal('application/vnd.dev.sigstore.verificationmaterial;version=0.3'),
  ext: v.strictObject({
    publicKey: v.strictObject({ hint: v.pipe(v.string(), v.maxLength(1024)) }),
    timestampVerificationData: v.strictObject({
      rfc3161Timestamps: v.pipe(
        v.array(v.strictObject({ signedTimestamp: Base64 })),
        v.maxLength(MAX_TIMESTAMPS),
      ),
    }),
  }),
})

const Message = v.strictObject({
  payloadType: v.pipe(v.string(), v.minLength(1), v.maxLength(500)),
  payload: Base64,
  signatures: v.pipe(
    v.array(
      v.strictObject({
        keyid: v.optional(v.pipe(v.string(), v.maxLength(1024)), ''),
        sig: Base64,
        extension: v.optional(Extension),
      }),
    ),
    v.minLength(1),
    v.maxLength(MAX_ENVELOPE_SIGNATURES),
  ),
})

/** A key that signed, and when that is proven to have been there (ms); null where nobody proves it. */
export interface EnvelopeSigner extends KnownPlainKey {
  readonly provenMs: number | null
}

/** What envelopes are opened with. */
export interface Opening {
  readonly trials: KeyTrials
  /** For their time stamp authorities. */
  readonly roots: readonly SigstoreRoot[]
  /** Seconds. */
  readonly now: number
}

/** What an envelope says, and who signed it. */
export interface SignedEnvelope {
  readonly payload: Uint8Array
  /** At least one, each once. */
  readonly signers: readonly EnvelopeSigner[]
}

const IN_TOTO = 'application/vnd.in-toto+json'

/**
 * A bare DSSE envelope (DSSE v1.0.2, «JSON serialization») with a statement, by the keys that are trusted here. Signatures by
 * others are left aside, as DSSE's protocol has it, and so are those of keys that no longer count, or not yet; one that
 * names a trusted key and isn't by it is not. Only a time stamp proves when one was made. Throws `Unverified`: TC2110, TC2113,
 * TC2121 for another payload than an in-toto statement, TC2123 where nobody who is known signed, TC35 where no signer counts.
 */
export function openEnvelope(bytes: Uint8Array, opening: Opening, maxBytes?: number): SignedEnvelope {
  const { payloadType, payload, signatures } = readJson(Message, bytes, 'TC2110', 'a DSSE envelope', maxBytes)
  expect(payloadType === IN_TOTO, 'TC2121', IN_TOTO, payloadType.slice(0, 100))
  const signers = signatures.flatMap(({ sig, keyid, extension }) => {
    const content: Envelope = { kind: 'envelope', payloadType, payload, signature: sig }
    const hint = extension?.ext.publicKey.hint ?? keyid
    expect(hint === keyid, 'TC2110', 'an extension about the key of its signature', 'one about another')
    const stamps = extension?.ext.timestampVerificationData.rfc3161Timestamps ?? []
    return signersOf(
      content,
      keyid,
      stamps.map(({ signedTimestamp }) => signedTimestamp),
      opening,
    )
  })
  const names = signatures.map(({ keyid }) => (keyid === '' ? 'without a name' : keyid.slice(0, 100)))
  expect(signers.length > 0, 'TC2123', 'a signature by a key of a keyring', `keys ${names.join(', ')}`)
  return { payload, signers: eachOnce(standing(signers)) }
}

/** Whoever made a signature, and what its stamps come to for it. */
interface Tried extends EnvelopeSigner {
  readonly flaw: Unverified | null
}

function signersOf(
  content: Envelope,
  keyid: string,
  stamps: readonly Uint8Array[],
  { trials, roots, now }: Opening,
): readonly Tried[] {
  return trials.signers(content, keyid).map((signer) => {
    const time = stampedTime(stamps, content.signature, roots, now * 1000)
    const provenMs = time.proven ? time.timeMs : null
    const flaw = signer.flawAt(provenMs)
    return { ...signer, provenMs, flaw: flaw === null || time.proven ? flaw : saying(flaw, time.why) }
  })
}

function standing(signers: readonly Tried[]): readonly EnvelopeSigner[] {
  const left = signers.filter(({ flaw }) => flaw === null)
  const flaw = signers.find((each) => each.flaw !== null)?.flaw
  if (left.length === 0 && flaw) throw flaw
  return left.map(({ flaw: _none, ...signer }) => signer)
}

/** Of one key that signed more than once, the earliest that is proven. */
function eachOnce(signers: readonly EnvelopeSigner[]): readonly EnvelopeSigner[] {
  const byKey = Map.groupBy(signers, ({ fingerprint }) => fingerprint)
  return [...byKey.values()].flatMap((same) =>
    same.toSorted((a, b) => (a.provenMs ?? Infinity) - (b.provenMs ?? Infinity)).slice(0, 1),
  )
}

/** Whether bytes are meant as a DSSE envelope; whether they are a good one is for `openEnvelope` to say. */
export function looksLikeEnvelope(bytes: Uint8Array, maxBytes: number = MAX_EVIDENCE_BYTES): boolean {
  try {
    const value = parseJson(bytes, { maxBytes, maxDepth: MAX_EVIDENCE_DEPTH })
    return typeof value === 'object' && value !== null && 'payloadType' in value && 'signatures' in value
  } catch (error) {
    if (error instanceof EncodingError) return false
    throw error
  }
}
