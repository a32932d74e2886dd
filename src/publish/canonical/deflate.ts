import { deflateRaw } from 'pako'

/**
 * Deflate (RFC 1951) that is the same bytes on every machine: those of classic zlib at level 6 with memory level 8, which
 * CPython's `zipfile` and `tarfile` make too. `node:zlib` makes others from one version to the next.
 */
export function deflate(content: Uint8Array): Uint8Array {
  return deflateRaw(content, { level: 6, memLevel: 8, legacyHash: true })
}
