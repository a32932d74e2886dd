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

/** An object identifier, from its dotted form (X.690 §8.19). */
export function encodeOid(text: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number)
  return encodeDer(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}

function base128(part: number): readonly number[] {
  const digits = [part % 128]
  for (let left = Math.floor(part / 128); left > 0; left = Math.floor(left / 128))
    digits.unshift(0x80 | (left % 128))
  return digits
}
