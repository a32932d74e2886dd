import { EncodingError, isJsonObject, parseJson } from '../encoding/index.ts'
import type { EvidenceKind } from '../verdict/index.ts'
import { MAX_EVIDENCE_BYTES, MAX_EVIDENCE_DEPTH } from './limits.ts'

/** Evidence in JSON. */
export type BundleKind = Extract<EvidenceKind, 'pep740-provenance' | 'pep740-attestation' | 'sigstore-bundle'>

/** What JSON evidence is by its keys; null for anything else. Whether it is any good is for verification to say. */
export function bundleKind(bytes: Uint8Array): BundleKind | null {
  const keys = keysOf(bytes)
  if (keys.has('attestation_bundles')) return 'pep740-provenance'
  if (keys.has('verification_material')) return 'pep740-attestation'
  return keys.has('verificationMaterial') ? 'sigstore-bundle' : null
}

function keysOf(bytes: Uint8Array): ReadonlySet<string> {
  try {
    const value = parseJson(bytes, { maxBytes: MAX_EVIDENCE_BYTES, maxDepth: MAX_EVIDENCE_DEPTH })
    return new Set(isJsonObject(value) ? Object.keys(value) : [])
  } catch (error) {
    if (error instanceof EncodingError) return new Set()
    throw error
  }
}
