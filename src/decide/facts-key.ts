import { canonicalJson, sha256Of } from '../encoding/index.ts'
import type { Verification } from './world.ts'

/** Raised whenever a check or a fact's form changes: what an older verifier found is not taken for this one's word. */
const VERIFIER_EDITION = 5

/**
 * Under what facts are kept: everything that they follow from. Not among it are the digests that the shim computes for
 * signatures, since those follow from the artifact's own digest.
 */
export function factsKey({ artifact, evidence, offer }: Verification, trustDigest: string): string {
  const parts = evidence.map(({ kind, origin, bytes }) => [kind, origin.via, origin.where, sha256Of(bytes)])
  const { sha256, filename, project, version, kind } = artifact
  const subject = [VERIFIER_EDITION, trustDigest, sha256, filename, project, version, kind, offer, parts]
  return sha256Of(Buffer.from(canonicalJson(subject)))
}
