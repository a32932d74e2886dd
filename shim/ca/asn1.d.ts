/** The part of node-forge that is used: its ASN.1 writer. Strings are binary strings, one char a byte. */
declare module 'node-forge/lib/asn1.js' {
  export interface Asn1 {
    readonly value: string | readonly Asn1[]
  }
  interface Asn1Writer {
    readonly Class: { readonly UNIVERSAL: 0x00; readonly CONTEXT_SPECIFIC: 0x80 }
    readonly Type: {
      readonly BOOLEAN: 1
      readonly INTEGER: 2
      readonly BITSTRING: 3
      readonly OCTETSTRING: 4
      readonly OID: 6
      readonly UTF8: 12
      readonly SEQUENCE: 16
      readonly SET: 17
      readonly UTCTIME: 23
      readonly GENERALIZEDTIME: 24
    }
    create(tagClass: number, type: number, constructed: boolean, value: string | readonly Asn1[]): Asn1
    toDer(value: Asn1): { getBytes(): string }
    fromDer(bytes: string): Asn1
    oidToDer(oid: string): { getBytes(): string }
    dateToUtcTime(date: Date): string
    dateToGeneralizedTime(date: Date): string
  }
  const asn1: Asn1Writer
  export default asn1
}
