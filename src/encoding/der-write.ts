/**
 * Writes one DER element (X.690 §10.1: definite, shortest length): the byte of its tag, then its parts one behind the
 * other. For what has to be put together again to be checked, such as a precertificate.
 */
export function encodeDer(tagByte: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const size = parts.reduce((sum, { byteLength }) => sum + byteLength, 0)
  return Buffer.concat([Buffer.from([tagByte, ...lengthBytes(size)]), ...parts])
}

function lengthBytes(size: number): readonly number[] {
  if (size < 0x80) return [size]
  const digits: number[] = []
  for (let rest = size; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256)
  return [0x80 | digits.length, ...digits]
}
