import { sha256 } from './keys.ts'

const LEAF = Buffer.from([0])
const NODE = Buffer.from([1])

export const leafHash = (entry: Uint8Array): Buffer => sha256(LEAF, entry)

/** The largest power of two below `size` (RFC 6962 §2.1). */
const split = (size: number): number => 2 ** Math.floor(Math.log2(size - 1))

/** The Merkle tree hash of leaf hashes (RFC 6962 §2.1). */
export const rootHash = (leaves: readonly Buffer[]): Buffer => {
  const [only] = leaves
  if (leaves.length === 1 && only !== undefined) return only
  const at = split(leaves.length)
  return sha256(NODE, rootHash(leaves.slice(0, at)), rootHash(leaves.slice(at)))
}

/** The audit path of leaf `index` (RFC 6962 §2.1.1). */
export const auditPath = (index: number, leaves: readonly Buffer[]): readonly Buffer[] => {
  if (leaves.length <= 1) return []
  const at = split(leaves.length)
  return index < at
    ? [...auditPath(index, leaves.slice(0, at)), rootHash(leaves.slice(at))]
    : [...auditPath(index - at, leaves.slice(at)), rootHash(leaves.slice(0, at))]
}
