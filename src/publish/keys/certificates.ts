import { decodePem, decodeUtf8, EncodingError, sha256Of } from '../../encoding/index.ts'
import { readCertificate, type Certificate } from '../../trust/index.ts'

export const MAX_CHAIN = 8
const BLOCK = /-----BEGIN CERTIFICATE-----\r?\n[A-Za-z0-9+/=\r\n]*-----END CERTIFICATE-----/g

/** A certificate, with the sha256 that names it. */
export interface NamedCertificate extends Certificate {
  readonly sha256: string
}

/** The certificates of a PEM file, the signer's first. Throws `EncodingError`. */
export function certificatesIn(file: Uint8Array): readonly NamedCertificate[] {
  const blocks = decodeUtf8(file).match(BLOCK) ?? []
  if (blocks.length === 0 || blocks.length > MAX_CHAIN)
    throw new EncodingError('der', { message: `${blocks.length} certificates; expected 1 to ${MAX_CHAIN}` })
  return blocks.map((block) => {
    const { bytes } = decodePem(block)
    return { ...readCertificate(bytes), sha256: sha256Of(bytes) }
  })
}
