import { createKey, signWith, type SigningKey } from './keys.ts'
import { auditPath, leafHash, rootHash } from './merkle.ts'

/** A transparency entry as PEP 740 and Sigstore bundles write it. */
export interface TransparencyEntry {
  readonly logIndex: string
  readonly logId: { readonly keyId: string }
  readonly kindVersion: { readonly kind: string; readonly version: string }
  readonly integratedTime: string
  readonly inclusionPromise: { readonly signedEntryTimestamp: string }
  readonly inclusionProof: {
    readonly logIndex: string
    readonly rootHash: string
    readonly treeSize: string
    readonly hashes: readonly string[]
    readonly checkpoint: { readonly envelope: string }
  }
  readonly canonicalizedBody: string
}

export interface CheckpointParts {
  readonly origin: string
  readonly size: number
  /** base64 */
  readonly root: string
  readonly signer: string
  readonly key: SigningKey
}

/** A Rekor-like log. */
export interface Log {
  readonly key: SigningKey
  readonly host: string
  append(
    body: { readonly kind: string; readonly apiVersion: string },
    integratedTime: number,
    checkpoint?: (parts: CheckpointParts) => CheckpointParts,
  ): TransparencyEntry
}

const HOST = 'rekor.world.example'
/** Entries that are there before: so that no proof is empty. */
const OLD_ENTRIES = 5
/** What makes the global index differ from the index in the tree, as in a sharded log. */
const SHARD_OFFSET = 1000

/** A signed note (C2SP signed-note) whose text is a checkpoint. */
export const signCheckpoint = ({ origin, size, root, signer, key }: CheckpointParts): string => {
  const text = `${origin}\n${size}\n${root}\n`
  const signature = Buffer.concat([key.id.subarray(0, 4), signWith(key, Buffer.from(text))])
  return `${text}\n— ${signer} ${signature.toString('base64')}\n`
}

const signedEntryTimestamp = (
  key: SigningKey,
  body: string,
  integratedTime: number,
  logIndex: number,
): string => {
  const promise = { body, integratedTime, logID: key.id.toString('hex'), logIndex }
  return signWith(key, Buffer.from(JSON.stringify(promise))).toString('base64')
}

/** A new log with its own key and some entries in it. */
export const createLog = (): Log => {
  const key = createKey()
  const leaves = Array.from({ length: OLD_ENTRIES }, (_, at) => leafHash(Buffer.from(`old entry ${at}`)))
  return {
    key,
    host: HOST,
    append: (body, integratedTime, checkpoint = (parts) => parts) => {
      const canonicalizedBody = Buffer.from(JSON.stringify(body)).toString('base64')
      const index = leaves.push(leafHash(Buffer.from(canonicalizedBody, 'base64'))) - 1
      const root = rootHash(leaves).toString('base64')
      const parts = checkpoint({ origin: `${HOST} - 42`, size: leaves.length, root, signer: HOST, key })
      const logIndex = index + SHARD_OFFSET
      return {
        logIndex: String(logIndex),
        logId: { keyId: key.id.toString('base64') },
        kindVersion: { kind: body.kind, version: body.apiVersion },
        integratedTime: String(integratedTime),
        inclusionPromise: {
          signedEntryTimestamp: signedEntryTimestamp(key, canonicalizedBody, integratedTime, logIndex),
        },
        inclusionProof: {
          logIndex: String(index),
          rootHash: root,
          treeSize: String(leaves.length),
          hashes: auditPath(index, leaves).map((hash) => hash.toString('base64')),
          checkpoint: { envelope: signCheckpoint(parts) },
        },
        canonicalizedBody,
      }
    },
  }
}
