import { hash } from 'node:crypto'

const LEAF = Buffer.from([0])
const NODE = Buffer.from([1])

/** The hash of a log's entry (RFC 6962 §2.1). */
export function leafHash(entry: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([LEAF, entry]), 'buffer')
}

/** What is to be shown in a tree: the leaf's hash and place, the tree's size, and the path of hashes. */
export interface Inclusion {
  readonly leaf: Uint8Array
  readonly index: bigint
  readonly size: bigint
  readonly path: readonly Uint8Array[]
}

/**
 * The root to which the path leads (RFC 9162 §2.1.3.2, which verifies the audit paths of RFC 6962 §2.1.1), or null
 * where the leaf lies outside of the tree or the path has another length than it must have there.
 */
export function rootOf({ leaf, index, size, path }: Inclusion): Uint8Array | null {
  if (index < 0n || index >= size) return null
  let [node, last, found] = [index, size - 1n, leaf]
  for (const sibling of path) {
    if (last === 0n) return null
    if (node % 2n === 1n || node === last) {
      found = join(sibling, found)
      while (node % 2n === 0n && node !== 0n) [node, last] = [node / 2n, last / 2n]
    } else {
      found = join(found, sibling)
    }
    ;[node, last] = [node / 2n, last / 2n]
  }
  return last === 0n ? found : null
}

function join(left: Uint8Array, right: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([NODE, left, right]), 'buffer')
}
