const DER_SEQUENCE = 0x30

/** What somebody makes of a good signature, or of the file. */
export const ALTERED = {
  good: (made: Buffer, bytes: Uint8Array) => ({ signature: made, file: Buffer.from(bytes) }),
  'one byte behind the file': (made: Buffer, bytes: Uint8Array) => ({
    signature: made,
    file: Buffer.concat([bytes, Buffer.from([0])]),
  }),
  'a bit of the signature': (made: Buffer, bytes: Uint8Array) => ({
    signature: damaged(made),
    file: Buffer.from(bytes),
  }),
  'cut in half': (made: Buffer, bytes: Uint8Array) => ({
    signature: made.subarray(0, made.length / 2),
    file: Buffer.from(bytes),
  }),
} as const
export type Altered = keyof typeof ALTERED

/** Another character of base64 in the middle of the signature, or another byte near the end of DER, where it is. */
function damaged(made: Buffer): Buffer {
  const copy = Buffer.from(made)
  if (copy[0] === DER_SEQUENCE) {
    const at = copy.length - 10
    copy[at] = (copy[at] ?? 0) ^ 1
    return copy
  }
  const text = copy.toString('latin1')
  // JSON names it; in armor and in minisign's lines it is the last long run.
  const found =
    /"sig(?:nature)?":"[A-Za-z0-9+/]{40}/.exec(text) ?? /[A-Za-z0-9+/]{40}(?=[^]{0,300}$)/.exec(text)
  const place = (found?.index ?? 0) + 30
  copy[place] = copy[place] === 0x41 ? 0x42 : 0x41
  return copy
}
