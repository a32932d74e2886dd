import asn1, { type Asn1 } from 'node-forge/lib/asn1.js'

const { Class, Type } = asn1

/** ASN.1 values in the words of RFC 5280; bytes go in as Buffers and come out of `encode` as DER. */
export const sequence = (...items: readonly Asn1[]): Asn1 =>
  asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, items)
export const set = (...items: readonly Asn1[]): Asn1 => asn1.create(Class.UNIVERSAL, Type.SET, true, items)
export const tagged = (tag: number, ...items: readonly Asn1[]): Asn1 =>
  asn1.create(Class.CONTEXT_SPECIFIC, tag, true, items)
export const taggedBytes = (tag: number, bytes: Buffer): Asn1 =>
  asn1.create(Class.CONTEXT_SPECIFIC, tag, false, bytes.toString('latin1'))
export const oid = (dotted: string): Asn1 =>
  asn1.create(Class.UNIVERSAL, Type.OID, false, asn1.oidToDer(dotted).getBytes())
export const yes = (): Asn1 => asn1.create(Class.UNIVERSAL, Type.BOOLEAN, false, '\xff')
export const utf8 = (text: string): Asn1 =>
  asn1.create(Class.UNIVERSAL, Type.UTF8, false, Buffer.from(text).toString('latin1'))
export const octets = (bytes: Buffer): Asn1 =>
  asn1.create(Class.UNIVERSAL, Type.OCTETSTRING, false, bytes.toString('latin1'))

/** A positive INTEGER; X.690 §8.3.2 wants the shortest form, with a zero byte before a set top bit. */
export function integer(bytes: Buffer): Asn1 {
  const start = bytes.findIndex((byte) => byte !== 0)
  const shortest = start < 0 ? Buffer.from([0]) : bytes.subarray(start)
  const sign = (shortest[0] ?? 0) > 0x7f ? '\0' : ''
  return asn1.create(Class.UNIVERSAL, Type.INTEGER, false, sign + shortest.toString('latin1'))
}

/** A BIT STRING; `unused` counts the low bits of the last byte that do not count. */
export function bits(bytes: Buffer, unused = 0): Asn1 {
  return asn1.create(
    Class.UNIVERSAL,
    Type.BITSTRING,
    false,
    String.fromCharCode(unused) + bytes.toString('latin1'),
  )
}

/** UTCTime until 2049, GeneralizedTime from then on (RFC 5280 §4.1.2.5). */
export function time(date: Date): Asn1 {
  return date.getUTCFullYear() < 2050
    ? asn1.create(Class.UNIVERSAL, Type.UTCTIME, false, asn1.dateToUtcTime(date))
    : asn1.create(Class.UNIVERSAL, Type.GENERALIZEDTIME, false, asn1.dateToGeneralizedTime(date))
}

/** Reads DER that node:crypto made, to put it into a larger value. */
export const embed = (der: Buffer): Asn1 => asn1.fromDer(der.toString('latin1'))

/** The DER of a value. */
export const encode = (value: Asn1): Buffer => Buffer.from(asn1.toDer(value).getBytes(), 'latin1')
