import * as v from 'valibot'
import { EncodingError, parseJson } from '../../encoding/index.ts'
import { MAX_ENVELOPE_SIGNATURES, MAX_EVIDENCE_BYTES, MAX_EVIDENCE_DEPTH } from '../limits.ts'
import { Base64, readJson } from '../read-json.ts'
import type { Envelope } from '../sigstore/index.ts'
import { expect } from '../unverified.ts'
import type { KeyTrials } from './key-trials.ts'
import type { KnownPlainKey } from './known-keys.ts'

const Message = v.strictObject({
  payloadType: v.pipe(v.string(), v.minLength(1), v.maxLength(500)),
  payload: Base64,
  signatures: v.pipe(
    v.array(v.strictObject({ keyid: v.optional(v.pipe(v.string(), v.maxLength(1024)), ''), sig: Base64 })),
    v.minLength(1),
    v.maxLength(MAX_ENVELOPE_SIGNATURES),
  ),
})

/** What an envelope says, and who signed it. */
export interface SignedEnvelope {
  readonly payload: Uint8Array
  /** At least one, each once. */
  readonly signers: readonly KnownPlainKey[]
}

const IN_TOTO = 'application/vnd.in-toto+json'

/**
 * A bare DSSE envelope (DSSE v1.0.2, «JSON serialization») with a statement, by the keys that are trusted here. Signatures by
 * others are left aside, as DSSE's protocol has it, and so are those of keys that no longer count, or not yet; one that
 * names a trusted key and isn't by it is not. Nobody proves when an envelope was signed. Throws `Unverified`: TC2110, TC2113,
 * TC2121 for another payload than an in-toto statement, TC2123 where nobody who is known signed, TC35 where no signer counts.
 */
export function openEnvelope(bytes: Uint8Array, trials: KeyTrials, maxBytes?: number): SignedEnvelope {
  const { payloadType, payload, signatures } = readJson(Message, bytes, 'TC2110', 'a DSSE envelope', maxBytes)
  expect(payloadType === IN_TOTO, 'TC2121', IN_TOTO, payloadType.slice(0, 100))
  const signers = signatures.flatMap(({ sig, keyid }) => {
    const content: Envelope = { kind: 'envelope', payloadType, payload, signature: sig }
    return trials.signers(content, keyid)
  })
  const names = signatures.map(({ keyid }) => (keyid === '' ? 'without a name' : keyid.slice(0, 100)))
  expect(signers.length > 0, 'TC2123', 'a signature by a key of a keyring', `keys ${names.join(', ')}`)
  return { payload, signers: standing([...new Map(signers.map((key) => [key.fingerprint, key])).values()]) }
}

function standing(signers: readonly KnownPlainKey[]): readonly KnownPlainKey[] {
  const flaws = signers.map(({ flawAt }) => flawAt(null))
  const flaw = flaws.find((each) => each !== null)
  const left = signers.filter((_signer, nth) => flaws[nth] === null)
  if (left.length === 0 && flaw) throw flaw
  return left
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
