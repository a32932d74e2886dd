import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { isIP } from 'node:net'

/** A certificate and its private key, PEM. */
export interface Credentials {
  readonly certificate: string
  readonly key: string
}

/** A certificate authority of the world: what an organisation's private CA is to its index. */
export interface CertificateAuthority {
  /** PEM */
  readonly certificate: string
  /** A server certificate for names and addresses. */
  issue(hosts: readonly string[]): Credentials
}

const OIDS = {
  commonName: '550403',
  ecdsaWithSha256: '2a8648ce3d040302',
  basicConstraints: '551d13',
  keyUsage: '551d0f',
  extendedKeyUsage: '551d25',
  serverAuth: '2b06010505070301',
  clientAuth: '2b06010505070302',
  subjectKeyId: '551d0e',
  authorityKeyId: '551d23',
  subjectAltName: '551d11',
} as const

/** One DER value (X.690 §8.1). */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts)
  const { length } = body
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...head]), body])
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts)
const oid = (name: keyof typeof OIDS): Buffer => der(0x06, Buffer.from(OIDS[name], 'hex'))
const octets = (bytes: Uint8Array): Buffer => der(0x04, bytes)
const TRUE = der(0x01, Buffer.from([0xff]))

function extension(name: keyof typeof OIDS, critical: boolean, value: Uint8Array): Buffer {
  return sequence(oid(name), ...(critical ? [TRUE] : []), octets(value))
}

function distinguishedName(commonName: string): Buffer {
  return sequence(der(0x31, sequence(oid('commonName'), der(0x0c, Buffer.from(commonName)))))
}

function generalName(host: string): Buffer {
  return isIP(host) === 4 ? der(0x87, Buffer.from(host.split('.').map(Number))) : der(0x82, Buffer.from(host))
}

interface Tbs {
  readonly subject: string
  readonly issuer: string
  readonly publicKey: KeyObject
  readonly extensions: readonly Uint8Array[]
}

/** Valid from 2020 to 2049: the last year of UTCTime, so that tests may set any clock. */
function signedCertificate({ subject, issuer, publicKey, extensions }: Tbs, signer: KeyObject): string {
  const algorithm = sequence(oid('ecdsaWithSha256'))
  const serial = Buffer.concat([Buffer.from([0x2a]), randomBytes(12)])
  const tbs = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    algorithm,
    distinguishedName(issuer),
    sequence(der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('491231235959Z'))),
    distinguishedName(subject),
    publicKey.export({ format: 'der', type: 'spki' }),
    der(0xa3, sequence(...extensions)),
  )
  const signature = sign('sha256', tbs, signer)
  const whole = sequence(tbs, algorithm, der(0x03, Buffer.from([0]), signature))
  const lines = whole.toString('base64').replaceAll(/(.{64})/g, '$1\n')
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`
}

function privatePem(key: KeyObject): string {
  return key.export({ format: 'pem', type: 'pkcs8' }).toString()
}

/** Makes a certificate authority (P-256) whose leaves pass the strict checks of Python 3.13 (RFC 5280 §4.2.1). */
export function createCertificateAuthority(name: string): CertificateAuthority {
  const root = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const keyId = randomBytes(20)
  const certificate = signedCertificate(
    {
      subject: name,
      issuer: name,
      publicKey: root.publicKey,
      extensions: [
        extension('basicConstraints', true, sequence(TRUE)),
        extension('keyUsage', true, der(0x03, Buffer.from([1, 0x06]))),
        extension('subjectKeyId', false, octets(keyId)),
      ],
    },
    root.privateKey,
  )
  const issue = (hosts: readonly string[]): Credentials => {
    const leaf = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const extensions = [
      extension('basicConstraints', true, sequence()),
      extension('keyUsage', true, der(0x03, Buffer.from([7, 0x80]))),
      extension('extendedKeyUsage', false, sequence(oid('serverAuth'), oid('clientAuth'))),
      extension('authorityKeyId', false, sequence(der(0x80, keyId))),
      extension('subjectAltName', false, sequence(...hosts.map(generalName))),
    ]
    const subject = { subject: hosts[0] ?? name, issuer: name, publicKey: leaf.publicKey, extensions }
    return { certificate: signedCertificate(subject, root.privateKey), key: privatePem(leaf.privateKey) }
  }
  return { certificate, issue }
}
