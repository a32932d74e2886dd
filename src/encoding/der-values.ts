import { expectPrimitive, type DerElement } from './der.ts'
import { EncodingError } from './encoding-error.ts'

const BOOLEAN = 1
const BIT_STRING = 3
const OCTET_STRING = 4
const UTC_TIME = 23
const GENERALIZED_TIME = 24

/** The content of an OCTET STRING. Throws `EncodingError` `der`. */
export function derOctets(element: DerElement): Uint8Array {
  expectPrimitive(element, OCTET_STRING, 'an octet string')
  return element.content
}

/** The value of a BOOLEAN (X.690 §11.1: 00 or FF and nothing else). Throws `EncodingError` `der`. */
export function derBoolean(element: DerElement): boolean {
  expectPrimitive(element, BOOLEAN, 'a boolean')
  const [value, ...rest] = element.content
  if (rest.length > 0 || (value !== 0 && value !== 0xff)) throw bad('a boolean is not in its form')
  return value === 0xff
}

/** A BIT STRING: its bytes, of which the last has `unused` zero bits at its end (X.690 §8.6, §11.2). Throws `EncodingError` `der`. */
export function derBits(element: DerElement): { readonly bytes: Uint8Array; readonly unused: number } {
  expectPrimitive(element, BIT_STRING, 'a bit string')
  const [unused] = element.content
  const bytes = element.content.subarray(1)
  if (unused === undefined || unused > 7 || (bytes.length === 0 && unused > 0))
    throw bad('a bit string is cut off')
  if (((bytes.at(-1) ?? 0) & ((1 << unused) - 1)) !== 0) throw bad('unused bits of a bit string are set')
  return { bytes, unused }
}

/** The bytes of a BIT STRING of whole bytes. Throws `EncodingError` `der`. */
export function derWholeBits(element: DerElement): Uint8Array {
  const { bytes, unused } = derBits(element)
  if (unused !== 0) throw bad('a bit string of whole bytes was expected')
  return bytes
}

/**
 * A UTCTime or GeneralizedTime in milliseconds since the epoch, as certificates write them (RFC 5280 §4.1.2.5): with
 * seconds, in UTC, UTCTime up to 2049 and GeneralizedTime from 2050 on. Throws `EncodingError` `der`.
 */
export function derCertificateTime(element: DerElement): number {
  const text = asciiOf(element)
  const isUtc = element.tag === UTC_TIME
  expectPrimitive(element, isUtc ? UTC_TIME : GENERALIZED_TIME, 'a time')
  if (!(isUtc ? /^[0-9]{12}Z$/ : /^[0-9]{14}Z$/).test(text)) throw bad('a time is not in its form')
  if (!isUtc) return instant(text, '')
  return instant(`${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}`, '')
}

/** A GeneralizedTime that may carry a fraction of a second without trailing zeros (RFC 3161 §2.4.2), in milliseconds. Throws `EncodingError` `der`. */
export function derTimestampTime(element: DerElement): number {
  expectPrimitive(element, GENERALIZED_TIME, 'a time')
  const found = /^([0-9]{14})(?:\.([0-9]{0,8}[1-9]))?Z$/.exec(asciiOf(element))
  if (found === null) throw bad('a time is not in its form')
  return instant(found[1] ?? '', found[2] ?? '')
}

/** `Date.UTC` would carry a 31st of February over, and take the year 49 for 1949: what comes out must be what went in. */
function instant(digits: string, fraction: string): number {
  const part = (from: number, length = 2): number => Number(digits.slice(from, from + length))
  const [year, month, day, hour, minute, second] = [part(0, 4), part(4), part(6), part(8), part(10), part(12)]
  const seconds = Date.UTC(year, month - 1, day, hour, minute, second)
  const again = new Date(seconds)
  const isSame =
    again.getUTCFullYear() === year &&
    again.getUTCMonth() === month - 1 &&
    again.getUTCDate() === day &&
    again.getUTCHours() === hour &&
    again.getUTCMinutes() === minute &&
    again.getUTCSeconds() === second
  if (!isSame) throw bad('a time is no instant of the calendar')
  return seconds + Math.floor(Number(`0.${fraction}0`) * 1000)
}

function asciiOf({ content }: DerElement): string {
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('latin1')
}

function bad(message: string): EncodingError {
  return new EncodingError('der', { message: `DER: ${message}` })
}
