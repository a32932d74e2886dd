/** Writes DER (X.690): just what the world's certificates need. */

const CONSTRUCTED = 0x20

const length = (size: number): Buffer => {
  if (size < 0x80) return Buffer.from([size])
  const digits = Buffer.from(size.toString(16).padStart(size > 0xff ? 4 : 2, '0'), 'hex')
  return Buffer.from([0x80 | digits.length, ...digits])
}

/** One value: its tag's byte, then the length, then the parts one behind the other. */
export const tlv = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag]), length(content.length), content])
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => tlv(0x30, ...parts)
export const set = (...parts: readonly Uint8Array[]): Buffer => tlv(0x31, ...parts)
export const octets = (...parts: readonly Uint8Array[]): Buffer => tlv(0x04, ...parts)
export const utf8 = (text: string): Buffer => tlv(0x0c, Buffer.from(text))
export const truth = (value: boolean): Buffer => tlv(0x01, Buffer.from([value ? 0xff : 0]))
export const explicit = (tag: number, ...parts: readonly Uint8Array[]): Buffer =>
  tlv(0x80 | CONSTRUCTED | tag, ...parts)
export const implicit = (tag: number, ...parts: readonly Uint8Array[]): Buffer => tlv(0x80 | tag, ...parts)

/** A non-negative integer from big-endian bytes. */
export const integer = (bytes: Uint8Array): Buffer =>
  tlv(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes)

export const bits = (content: Uint8Array, unused = 0): Buffer => tlv(0x03, Buffer.from([unused]), content)

const base128 = (value: number): number[] => {
  const digits = [value % 128]
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
    digits.unshift(0x80 | (rest % 128))
  }
  return digits
}

/** An object identifier from its dotted form. */
export const oid = (dotted: string): Buffer => {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return tlv(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}

/** A UTCTime; `seconds` since the epoch, before 2050. */
export const utcTime = (seconds: number): Buffer => {
  const digits = new Date(seconds * 1000).toISOString().replaceAll(/[-:T]|\.\d+/g, '')
  return tlv(0x17, Buffer.from(digits.slice(2)))
}
