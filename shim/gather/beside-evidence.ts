import { readFileBounded } from '../../src/files/index.ts'
import type { Evidence, EvidenceKind } from '../../src/verdict/index.ts'
import { MAX_PROVENANCE_BYTES } from './index-evidence.ts'

const SUFFIXES: readonly (readonly [suffix: string, kind: EvidenceKind])[] = [
  ['.asc', 'openpgp-signature'],
  ['.sig', 'openpgp-signature'],
  ['.minisig', 'minisign-signature'],
  ['.p7s', 'cms-signature'],
  ['.provenance', 'pep740-provenance'],
  ['.publish.attestation', 'pep740-attestation'],
  ['.slsa.attestation', 'pep740-attestation'],
  ['.dsse.json', 'dsse-envelope'],
  ['.rebuild.json', 'rebuild-statement'],
  ['.sigstore.json', 'sigstore-bundle'],
  ['.sigstore', 'sigstore-bundle'],
]
/** All evidence of a question together; base64 makes a third more of it, and a message has 1 MiB. */
const MAX_ALL_BYTES = 640 * 1024

/** Signatures and attestations that lie beside a local file; what cannot be read is not there. */
export async function besideEvidence(path: string): Promise<readonly Evidence[]> {
  const found = await Promise.all(SUFFIXES.map(([suffix, kind]) => read(path + suffix, kind)))
  let left = MAX_ALL_BYTES
  return found.flatMap((evidence) => {
    if (evidence === null || evidence.bytes.byteLength > left) return []
    left -= evidence.bytes.byteLength
    return [evidence]
  })
}

async function read(where: string, kind: EvidenceKind): Promise<Evidence | null> {
  const bytes = await readFileBounded(where, { maxBytes: MAX_PROVENANCE_BYTES }).catch(() => null)
  return bytes === null ? null : { kind, origin: { via: 'beside', where }, bytes }
}
