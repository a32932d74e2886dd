import * as v from 'valibot'
import { encodeBase64, type JsonValue } from '../../../encoding/index.ts'
import type { Entered } from './entered.ts'
import { failed, postJson, type Fetch } from './service.ts'

const KIND = { kind: 'hashedrekord', version: '0.0.2' } as const

/** A number of protobuf's JSON: a decimal string, or a number; zero may be left out. */
const Count = v.optional(
  v.pipe(v.union([v.string(), v.pipe(v.number(), v.safeInteger())]), v.transform(String)),
  '0',
)
/** A `TransparencyLogEntry` (sigstore/protobuf-specs `sigstore_rekor.proto`). Whether it is true, the verifier says. */
const Logged = v.looseObject({
  logIndex: Count,
  logId: v.looseObject({ keyId: v.string() }),
  kindVersion: v.looseObject({ kind: v.literal(KIND.kind), version: v.literal(KIND.version) }),
  inclusionProof: v.looseObject({
    logIndex: Count,
    rootHash: v.string(),
    treeSize: Count,
    hashes: v.optional(v.array(v.string()), []),
    checkpoint: v.looseObject({ envelope: v.string() }),
  }),
  canonicalizedBody: v.string(),
})

/**
 * Enters a `hashedrekord` 0.0.2 in Rekor v2, for envelopes too: its logs take no other kind, and of an envelope the digest of its
 * pre-authentication encoding (sigstore/architecture-docs `rekor-v2-spec.md` §6.1.4). There is no time and no promise in the
 * entry. Throws `SignError` `service`.
 */
export async function enterTiles(
  fetch: Fetch,
  log: string,
  { digest, signature, certificate }: Entered,
): Promise<JsonValue> {
  const url = `${log}/api/v2/log/entries`
  const verifier = {
    x509Certificate: { rawBytes: encodeBase64(certificate) },
    keyDetails: 'PKIX_ECDSA_P256_SHA_256',
  }
  const answer = await postJson(fetch, url, {
    hashedRekordRequestV002: {
      digest: encodeBase64(digest),
      signature: { content: encodeBase64(signature), verifier },
    },
  })
  const read = v.safeParse(Logged, answer)
  if (!read.success) throw failed(url, `it gave no entry of kind ${KIND.kind} ${KIND.version}`)
  const { logIndex, logId, inclusionProof: proof, canonicalizedBody } = read.output
  return {
    logIndex,
    logId: { keyId: logId.keyId },
    kindVersion: KIND,
    integratedTime: '0',
    inclusionProof: {
      logIndex: proof.logIndex,
      rootHash: proof.rootHash,
      treeSize: proof.treeSize,
      hashes: proof.hashes,
      checkpoint: { envelope: proof.checkpoint.envelope },
    },
    canonicalizedBody,
  }
}
