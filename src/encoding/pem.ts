import { decodeBase64 } from './base64.ts'
import { EncodingError } from './encoding-error.ts'

/**
 * The one block of a PEM text (RFC 7468 §3): its label and its bytes. Nothing may stand before it, only line feeds
 * behind it. Throws `EncodingError` `base64`.
 */
export function decodePem(text: string): { readonly label: string; readonly bytes: Uint8Array } {
  const found = /^-----BEGIN ([A-Z0-9 ]{1,64})-----\r?\n([A-Za-z0-9+/=\r\n]*)-----END \1-----[\r\n]*$/.exec(
    text,
  )
  const [, label, body] = found ?? []
  if (label === undefined || body === undefined)
    throw new EncodingError('base64', { message: 'text is not one PEM block' })
  return { label, bytes: decodeBase64(body.replaceAll(/\r?\n/g, '')) }
}
