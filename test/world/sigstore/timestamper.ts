import {
  basicConstraints,
  extendedKeyUsage,
  freshSerial,
  issue,
  keyUsage,
  subjectKeyId,
  toBeSigned,
} from './certificate.ts'
import { explicit, integer, octets, oid, sequence, set, tlv } from './der.ts'
import { createKey, flipped, sha256, signWith, type SigningKey } from './keys.ts'

const TIME_STAMPING = '1.3.6.1.5.5.7.3.8'
const SHA256 = sequence(oid('2.16.840.1.101.3.4.2.1'))
const ECDSA_SHA256 = sequence(oid('1.2.840.10045.4.3.2'))
const TST_INFO = '1.2.840.113549.1.9.16.1.4'
const YEAR_SECONDS = 365 * 24 * 3600

/** What is to be wrong with a time stamp. */
export interface StampWish {
  readonly defect?:
    | 'other-imprint'
    | 'signature-flipped'
    | 'not-granted'
    | 'other-certificate-named'
    | 'no-certificate-named'
    | 'content-changed'
    | 'other-key'
    | 'two-signers'
  /** Leave the certificate out of the token. */
  readonly withoutCertificate?: boolean
}

/** What the authority's own certificate is like. */
export interface StamperWish {
  readonly purpose?: string
  readonly critical?: boolean
  readonly lifeYears?: number
}

/** An RFC 3161 time stamp authority. */
export interface Timestamper {
  /** The certificate that stamps, then the root; DER. */
  readonly chain: readonly Buffer[]
  stamp(signature: Uint8Array, seconds: number, wish?: StampWish): Buffer
  /** The same for whoever sends a digest alone: an honest response. */
  stampDigest(digest: Buffer, seconds: number): Buffer
}

const generalizedTime = (seconds: number): Buffer =>
  tlv(0x18, Buffer.from(new Date(seconds * 1000).toISOString().replaceAll(/[-:T]|\.\d+/g, '')))

const attribute = (id: string, value: Uint8Array): Buffer => sequence(oid(id), set(value))

const tstInfo = (digest: Uint8Array, seconds: number): Buffer =>
  sequence(
    integer(Buffer.from([1])),
    oid('1.3.6.1.4.1.57264.2'),
    sequence(SHA256, octets(digest)),
    integer(freshSerial()),
    generalizedTime(seconds),
  )

const attributesOf = (content: Uint8Array, certificate: Buffer, wish: StampWish): Buffer[] => {
  const named = sha256(wish.defect === 'other-certificate-named' ? flipped(certificate) : certificate)
  const signing = attribute('1.2.840.113549.1.9.16.2.47', sequence(sequence(sequence(octets(named)))))
  return [
    attribute('1.2.840.113549.1.9.3', oid(TST_INFO)),
    attribute('1.2.840.113549.1.9.4', octets(sha256(content))),
    ...(wish.defect === 'no-certificate-named' ? [] : [signing]),
  ]
}

const ROOT_NAME = 'world stamps root'
/** As `certificate.ts` writes a name. */
const nameOf = (common: string): Buffer =>
  sequence(set(sequence(oid('2.5.4.3'), tlv(0x0c, Buffer.from(common)))))

const tokenOf = (
  key: SigningKey,
  certificate: Buffer,
  serial: Buffer,
  digest: Buffer,
  seconds: number,
  wish: StampWish,
) => {
  const content = tstInfo(wish.defect === 'other-imprint' ? flipped(digest) : digest, seconds)
  const attributes = attributesOf(content, certificate, wish)
  const signature = signWith(wish.defect === 'other-key' ? createKey() : key, set(...attributes))
  const signer = sequence(
    integer(Buffer.from([1])),
    sequence(nameOf(ROOT_NAME), integer(serial)),
    SHA256,
    explicit(0, ...attributes),
    ECDSA_SHA256,
    octets(wish.defect === 'signature-flipped' ? flipped(signature) : signature),
  )
  const shown = wish.defect === 'content-changed' ? tstInfo(digest, seconds + 1) : content
  return sequence(
    oid('1.2.840.113549.1.7.2'),
    explicit(
      0,
      sequence(
        integer(Buffer.from([3])),
        set(SHA256),
        sequence(oid(TST_INFO), explicit(0, octets(shown))),
        ...(wish.withoutCertificate === true ? [] : [explicit(0, certificate)]),
        wish.defect === 'two-signers' ? set(signer, signer) : set(signer),
      ),
    ),
  )
}

/** A new authority of five years ago at `now` (seconds since the epoch). */
export const createTimestamper = (now: number, wish: StamperWish = {}): Timestamper => {
  const { purpose = TIME_STAMPING, critical = true, lifeYears = 10 } = wish
  const [root, key] = [createKey(), createKey()]
  const [notBefore, notAfter] = [now - 5 * YEAR_SECONDS, now + 5 * YEAR_SECONDS]
  const rootContent = { subject: ROOT_NAME, issuer: ROOT_NAME, notBefore, notAfter, spki: root.spki }
  const serial = freshSerial()
  const leaf = issue(
    toBeSigned(
      {
        subject: 'world stamps',
        issuer: ROOT_NAME,
        notBefore,
        notAfter: notBefore + lifeYears * YEAR_SECONDS,
        spki: key.spki,
        extensions: [keyUsage(0x80), { ...extendedKeyUsage(purpose), critical }, subjectKeyId(key)],
      },
      serial,
    ),
    root,
  )
  const extensions = [keyUsage(0x06), basicConstraints(true), subjectKeyId(root)]
  const chain = [leaf, issue(toBeSigned({ ...rootContent, extensions }, freshSerial()), root)]
  return {
    chain,
    stampDigest: (digest, seconds) =>
      sequence(sequence(integer(Buffer.from([0]))), tokenOf(key, leaf, serial, digest, seconds, {})),
    stamp: (signature, seconds, stampWish = {}) => {
      const status = sequence(integer(Buffer.from([stampWish.defect === 'not-granted' ? 2 : 0])))
      return sequence(status, tokenOf(key, leaf, serial, sha256(signature), seconds, stampWish))
    },
  }
}
