import * as v from 'valibot'
import { MAX_CHECKPOINT_BYTES, MAX_LOG_ENTRIES, MAX_PROOF_HASHES } from '../limits.ts'
import { Base64 } from '../read-json.ts'
import type { TransparencyEntry } from './signed-bundle.ts'

/** An int64 of protobuf's JSON: a decimal string, or a number; never negative here. */
const Count = v.pipe(
  v.union([v.string(), v.pipe(v.number(), v.safeInteger())]),
  v.transform(String),
  v.regex(/^(?:0|[1-9][0-9]{0,18})$/),
)

const Proof = v.strictObject({
  logIndex: v.optional(Count, '0'),
  rootHash: Base64,
  treeSize: Count,
  hashes: v.optional(v.pipe(v.array(Base64), v.maxLength(MAX_PROOF_HASHES)), []),
  checkpoint: v.nullish(v.strictObject({ envelope: v.pipe(v.string(), v.maxLength(MAX_CHECKPOINT_BYTES)) })),
})

/** Sigstore's `TransparencyLogEntry` as JSON; also how PEP 740 writes it. Zero values may be left out. */
const Entry = v.strictObject({
  logIndex: v.optional(Count, '0'),
  logId: v.strictObject({ keyId: Base64 }),
  kindVersion: v.strictObject({ kind: v.string(), version: v.string() }),
  integratedTime: v.optional(Count, '0'),
  inclusionPromise: v.nullish(v.strictObject({ signedEntryTimestamp: Base64 })),
  inclusionProof: v.nullish(Proof),
  canonicalizedBody: Base64,
})

/** The schema of an entry list, giving entries. */
export const Entries = v.pipe(v.array(v.pipe(Entry, v.transform(toEntry))), v.maxLength(MAX_LOG_ENTRIES))

function toEntry(entry: v.InferOutput<typeof Entry>): TransparencyEntry {
  const { inclusionPromise, inclusionProof, integratedTime } = entry
  return {
    logIndex: entry.logIndex,
    logId: entry.logId.keyId,
    kind: entry.kindVersion.kind,
    version: entry.kindVersion.version,
    integratedTime: integratedTime === '0' ? null : integratedTime,
    promise: inclusionPromise?.signedEntryTimestamp ?? null,
    proof: inclusionProof === undefined || inclusionProof === null ? null : toProof(inclusionProof),
    body: entry.canonicalizedBody,
  }
}

function toProof(proof: v.InferOutput<typeof Proof>): TransparencyEntry['proof'] {
  const { logIndex, rootHash, treeSize, hashes, checkpoint } = proof
  return { index: logIndex, rootHash, treeSize, hashes, checkpoint: checkpoint?.envelope ?? null }
}
