import { canonicalJson, sha256Of } from '../encoding/index.ts'
import type { Verification } from './world.ts'

/**
 * Under what facts are kept: everything that they follow from. Not among it are the digests that the shim computes for
 * signatures, since those follow from the artifact's own digest.
 */
export function factsKey({ artifact, evidence, offer }: Verification, trustDigest: string): string {
  const parts = evidence.map(({ kind, origin, bytes }) => [kind, origin.via, origin.where, sha256Of(bytes)])
  const { sha256, filename, project, version, kind } = artifact
  const subject = [trustDigest, sha256, filename, project, version, kind, offer, parts]
  return sha256Of(Buffer.from(canonicalJson(subject)))
}
