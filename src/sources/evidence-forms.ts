import type { EvidenceKind } from '../verdict/index.ts'

/** What a piece of evidence beside `<file>` is called, and what it then is. Longest suffixes first. */
export const EVIDENCE_FORMS: readonly { readonly suffix: string; readonly kind: EvidenceKind }[] = [
  { suffix: '.publish.attestation', kind: 'pep740-attestation' },
  { suffix: '.slsa.attestation', kind: 'pep740-attestation' },
  { suffix: '.rebuild.json', kind: 'rebuild-statement' },
  { suffix: '.sigstore.json', kind: 'sigstore-bundle' },
  { suffix: '.attestation', kind: 'pep740-attestation' },
  { suffix: '.provenance', kind: 'pep740-provenance' },
  { suffix: '.dsse.json', kind: 'dsse-envelope' },
  { suffix: '.sigstore', kind: 'sigstore-bundle' },
  { suffix: '.minisig', kind: 'minisign-signature' },
  { suffix: '.p7s', kind: 'cms-signature' },
  { suffix: '.asc', kind: 'openpgp-signature' },
  { suffix: '.sig', kind: 'openpgp-signature' },
]

/** One piece of evidence, and one answer of a template, is at most this large: real ones have 5 to 20 KB. */
export const MAX_EVIDENCE_BYTES = 512 * 1024

/** The kind of evidence that a name stands for, or null. */
export function evidenceKindOf(name: string): EvidenceKind | null {
  return EVIDENCE_FORMS.find(({ suffix }) => name.endsWith(suffix))?.kind ?? null
}
