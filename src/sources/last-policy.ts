import { EncodingError, parseJson, sha256Of, type Sha256 } from '../encoding/index.ts'

const LIMITS = { maxBytes: 4 * 1024 * 1024, maxDepth: 2 }

/** The last good policy's text with its digest: a copy that was damaged is no copy. */
export function encodeLastPolicy(text: string, sha256: Sha256): string {
  return `${JSON.stringify({ v: 1, sha256, text })}\n`
}

/** The text, or null where the file is not what was written. */
export function decodeLastPolicy(bytes: Uint8Array): string | null {
  try {
    const kept = parseJson(bytes, LIMITS)
    if (typeof kept !== 'object' || kept === null || !('text' in kept) || !('sha256' in kept)) return null
    if (typeof kept.text !== 'string') return null
    return sha256Of(Buffer.from(kept.text)) === kept.sha256 ? kept.text : null
  } catch (error) {
    if (error instanceof EncodingError) return null
    throw error
  }
}
