import { generateKeyPairSync, sign } from 'node:crypto'
import { sha256 } from './keys.ts'
import { auditPath, leafHash, rootHash } from './merkle.ts'

const HOST = 'log2026.world.example'
const OLD_ENTRIES = 6
const ED25519_NOTE = Buffer.from([0x0a, 0x01])

/** What is to be wrong with an entry of the second log. */
export interface TilesWish {
  /** Without a line of a witness whose key begins like the log's own: sigstore-python takes the first such line for the log's. */
  readonly isUnwitnessed?: boolean
  readonly defect?: 'no-checkpoint' | 'no-proof' | 'other-index' | 'checkpoint-flipped' | 'false-witness'
}

/** A Rekor v2 log: Ed25519, checkpoints alone, no time and no promise. */
export interface Tiles {
  readonly host: string
  readonly spki: Buffer
  /** C2SP signed-note key id: sha256 of name, line feed, algorithm and key. */
  readonly id: Buffer
  append(
    body: { readonly kind: string; readonly apiVersion: string; readonly spec: unknown },
    wish?: TilesWish,
  ): object
}

export const createTiles = (): Tiles => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const id = sha256(Buffer.from(HOST), ED25519_NOTE, spki.subarray(-32))
  const leaves = Array.from({ length: OLD_ENTRIES }, (_, at) => leafHash(Buffer.from(`old entry ${at}`)))
  const line = (text: string, name: string, hint: Buffer): string =>
    `— ${name} ${Buffer.concat([hint.subarray(0, 4), sign(null, Buffer.from(text), privateKey)]).toString('base64')}\n`
  return {
    host: HOST,
    spki,
    id,
    append: (body, { defect, isUnwitnessed = false } = {}) => {
      const bytes = Buffer.from(JSON.stringify(body))
      const index = leaves.push(leafHash(bytes)) - 1
      const root = rootHash(leaves).toString('base64')
      const text = `${HOST}\n${leaves.length}\n${root}\n`
      const witness = line('another text\n', defect === 'false-witness' ? HOST : 'witness.example', id)
      const signed = line(defect === 'checkpoint-flipped' ? `${text}x\n` : text, HOST, id)
      const envelope = `${text}\n${isUnwitnessed ? '' : witness}${signed}`
      const proof = {
        logIndex: String(index),
        rootHash: root,
        treeSize: String(leaves.length),
        hashes: auditPath(index, leaves).map((hash) => hash.toString('base64')),
        ...(defect === 'no-checkpoint' ? {} : { checkpoint: { envelope } }),
      }
      return {
        logIndex: String(defect === 'other-index' ? index + 1 : index),
        logId: { keyId: id.toString('base64') },
        kindVersion: { kind: body.kind, version: body.apiVersion },
        ...(defect === 'no-proof' ? {} : { inclusionProof: proof }),
        canonicalizedBody: bytes.toString('base64'),
      }
    },
  }
}
