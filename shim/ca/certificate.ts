import { createHash, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isIP } from 'node:net'
import type { Asn1 } from 'node-forge/lib/asn1.js'
import {
  bits,
  embed,
  encode,
  integer,
  octets,
  oid,
  sequence,
  set,
  tagged,
  taggedBytes,
  time,
  utf8,
  yes,
} from './der.ts'
import { addressBytes } from './address-bytes.ts'

const OID = {
  ecdsaSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  subjectAltName: '2.5.29.17',
  subjectKeyId: '2.5.29.14',
  authorityKeyId: '2.5.29.35',
} as const

const SERIAL_BYTES = 16

/** What a certificate says, beside its extensions. */
export interface CertificateText {
  readonly subject: string
  readonly issuer: string
  readonly notBefore: Date
  readonly notAfter: Date
}

interface Signing {
  readonly publicKey: KeyObject
  readonly issuerPublicKey: KeyObject
  readonly issuerPrivateKey: KeyObject
}

/** A certificate authority's own certificate, which may sign only leaves (RFC 5280 §4.2.1.9: pathLen 0). DER. */
export function authorityCertificate(
  text: CertificateText,
  keys: { publicKey: KeyObject; privateKey: KeyObject },
): Buffer {
  const keyCertSignAndCrlSign = bits(Buffer.from([0x06]), 1)
  return signed(
    text,
    { publicKey: keys.publicKey, issuerPublicKey: keys.publicKey, issuerPrivateKey: keys.privateKey },
    [
      extension(OID.basicConstraints, sequence(yes(), integer(Buffer.from([0]))), true),
      extension(OID.keyUsage, keyCertSignAndCrlSign, true),
    ],
  )
}

/** A TLS server's certificate for one host name or address; strict enough for OpenSSL's `X509_V_FLAG_X509_STRICT`. DER. */
export function leafCertificate(host: string, text: CertificateText, signing: Signing): Buffer {
  const digitalSignature = bits(Buffer.from([0x80]), 7)
  return signed(text, signing, [
    extension(OID.basicConstraints, sequence(), true),
    extension(OID.keyUsage, digitalSignature, true),
    extension(OID.extendedKeyUsage, sequence(oid(OID.serverAuth)), false),
    extension(OID.subjectAltName, sequence(generalName(host)), false),
  ])
}

function signed(text: CertificateText, signing: Signing, extensions: readonly Asn1[]): Buffer {
  const body = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(serial()),
    algorithm(),
    name(text.issuer),
    sequence(time(text.notBefore), time(text.notAfter)),
    name(text.subject),
    embed(spki(signing.publicKey)),
    tagged(3, sequence(...extensions, ...keyIds(signing))),
  )
  const signature = sign('sha256', encode(body), signing.issuerPrivateKey)
  return encode(sequence(body, algorithm(), bits(signature)))
}

/** Both key identifiers: Python 3.13's strict mode refuses a leaf without the authority's (RFC 5280 §4.2.1.1). */
function keyIds({ publicKey, issuerPublicKey }: Signing): Asn1[] {
  return [
    extension(OID.subjectKeyId, octets(keyId(publicKey)), false),
    extension(OID.authorityKeyId, sequence(taggedBytes(0, keyId(issuerPublicKey))), false),
  ]
}

function extension(id: string, value: Asn1, critical: boolean): Asn1 {
  return sequence(oid(id), ...(critical ? [yes()] : []), octets(encode(value)))
}

const algorithm = (): Asn1 => sequence(oid(OID.ecdsaSha256))

const name = (text: string): Asn1 => sequence(set(sequence(oid(OID.commonName), utf8(text))))

/** GeneralName: iPAddress [7] for addresses, else dNSName [2] (RFC 5280 §4.2.1.6). */
function generalName(host: string): Asn1 {
  return isIP(host) === 0 ? taggedBytes(2, Buffer.from(host, 'ascii')) : taggedBytes(7, addressBytes(host))
}

const spki = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' })
const keyId = (key: KeyObject): Buffer => createHash('sha1').update(spki(key)).digest()

function serial(): Buffer {
  const bytes = randomBytes(SERIAL_BYTES)
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return bytes
}
