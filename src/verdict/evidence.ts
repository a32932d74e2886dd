/** The forms of evidence that are understood. */
export type EvidenceKind =
  | 'pep740-provenance'
  | 'pep740-attestation'
  | 'openpgp-signature'
  | 'cms-signature'
  | 'sigstore-bundle'
  | 'minisign-signature'
  | 'dsse-envelope'
  | 'rebuild-statement'
  | 'attached-cms'
  | 'attached-jws'

const SIGNATURES: ReadonlySet<EvidenceKind> = new Set([
  'openpgp-signature',
  'cms-signature',
  'minisign-signature',
  'attached-cms',
  'attached-jws',
])

/** The check that a form of evidence is for. */
export function checkOf(kind: EvidenceKind): 'attestation' | 'signature' | 'rebuild' {
  if (kind === 'rebuild-statement') return 'rebuild'
  return SIGNATURES.has(kind) ? 'signature' : 'attestation'
}

/** Where a piece of evidence was found. `where` is an URL without credentials, or a path; `inside`: of a member of the file. */
export interface EvidenceOrigin {
  readonly via: 'index' | 'beside' | 'folder' | 'template' | 'argument' | 'inside'
  readonly where: string
}

/** Untrusted bytes that say something about an artifact. */
export interface Evidence {
  readonly kind: EvidenceKind
  readonly origin: EvidenceOrigin
  readonly bytes: Uint8Array
}

/**
 * What was learnt while looking for evidence where the index could offer it (PEP 740):
 * `offered` it did; `none` it can, and has none for this file; `not-offered` it can't (Simple API < 1.3 and no
 * `data-provenance`); `unavailable` it names one that could not be fetched; `not-asked` there is no index.
 */
export type ProvenanceOffer = 'offered' | 'none' | 'not-offered' | 'unavailable' | 'not-asked'
