const MIN_LENGTH = 6
const MAX_LENGTH = 1024

/** Runs of at least six printable ASCII characters, as `strings` finds them; no more than `most`. */
export function printableStrings(bytes: Uint8Array, most: number): readonly string[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found: string[] = []
  let start = 0
  for (let at = 0; at <= buffer.byteLength && found.length < most; at += 1) {
    const byte = buffer[at] ?? 0
    if (byte >= 0x20 && byte < 0x7f) continue
    if (at - start >= MIN_LENGTH)
      found.push(buffer.toString('latin1', start, Math.min(at, start + MAX_LENGTH)))
    start = at + 1
  }
  return found
}
