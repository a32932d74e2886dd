import { createHash } from 'node:crypto'

declare const sha256Brand: unique symbol

/** A SHA-256 digest as 64 lower-case hexadecimal digits. */
export type Sha256 = string & { readonly [sha256Brand]: true }

function isSha256(text: string): text is Sha256 {
  return /^[0-9a-f]{64}$/.test(text)
}

/** The digest, or null for anything but 64 lower-case hexadecimal digits. */
export function parseSha256(text: string): Sha256 | null {
  return isSha256(text) ? text : null
}

/** The SHA-256 digest of the bytes. */
export function sha256Of(bytes: Uint8Array): Sha256 {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- such a digest is what the brand means
  return createHash('sha256').update(bytes).digest('hex') as Sha256
}
