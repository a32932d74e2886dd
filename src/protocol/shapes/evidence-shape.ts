import * as v from 'valibot'
import { decodeBase64, EncodingError } from '../../encoding/index.ts'
import type { Evidence, ProvenanceOffer } from '../../verdict/index.ts'
import { text } from './basic.ts'

export const originShape = v.strictObject({
  via: v.picklist(['index', 'beside', 'folder', 'template', 'argument', 'inside']),
  where: text,
})

/** Bounded by the message that carries them. */
const bytes = v.pipe(
  v.string(),
  v.rawTransform<string, Uint8Array>(({ dataset, addIssue, NEVER }) => {
    try {
      return decodeBase64(dataset.value)
    } catch (error) {
      if (!(error instanceof EncodingError)) throw error
      addIssue({ message: error.message })
      return NEVER
    }
  }),
)

export const evidenceShape: v.GenericSchema<unknown, Evidence> = v.strictObject({
  kind: v.picklist([
    'pep740-provenance',
    'pep740-attestation',
    'openpgp-signature',
    'cms-signature',
    'sigstore-bundle',
    'minisign-signature',
    'dsse-envelope',
    'rebuild-statement',
    'attached-cms',
    'attached-jws',
  ]),
  origin: originShape,
  bytes,
})

export const offerShape: v.GenericSchema<unknown, ProvenanceOffer> = v.picklist([
  'offered',
  'none',
  'not-offered',
  'unavailable',
  'not-asked',
])
