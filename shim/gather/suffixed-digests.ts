import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { DigestWanted, SuffixedDigest } from '../../src/protocol/index.ts'

/** Digests over a file's bytes followed by each suffix (RFC 9580 §5.2.4), in one reading of the file. */
export async function suffixedDigests(
  path: string,
  wanted: readonly DigestWanted[],
): Promise<readonly SuffixedDigest[]> {
  const hashes = new Map<DigestWanted['algorithm'], Hash>()
  for (const { algorithm } of wanted) hashes.set(algorithm, createHash(algorithm))
  const chunks: AsyncIterable<Buffer> = createReadStream(path)
  for await (const chunk of chunks) {
    for (const hash of hashes.values()) hash.update(chunk)
  }
  return wanted.flatMap((wish) => {
    const hash = hashes.get(wish.algorithm)?.copy().update(Buffer.from(wish.suffix, 'hex'))
    return hash === undefined ? [] : [{ ...wish, digest: hash.digest('hex') }]
  })
}
