import { createHash } from 'node:crypto'
import { decodeHex, encodeDer, encodeOid } from '../../encoding/index.ts'
import type { HashName, PublicKey } from '../../trust/index.ts'
import { signingHash, type NamedCertificate, type Signer } from '../keys/index.ts'
import { SignError } from './sign-error.ts'
import { signedBy } from './signed-by.ts'

const [INTEGER, OCTETS, SEQUENCE, SET, UTC_TIME, GENERALIZED_TIME] = [0x02, 0x04, 0x30, 0x31, 0x17, 0x18]
const [EXPLICIT_0, IMPLICIT_1] = [0xa0, 0xa1]
const NULL = encodeDer(0x05)
/** RFC 5652 §4, §5.1, §11; RFC 5035 §3. */
const OID = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  signingCertificate: '1.2.840.113549.1.9.16.2.47',
  // RFC 3161 Appendix A.
  timeStampToken: '1.2.840.113549.1.9.16.2.14',
} as const
const DIGESTS: Readonly<Record<HashName, string>> = {
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
}
/** RFC 5754 §3.2, §3.3; RFC 8419 §3. */
const SIGNATURES: Readonly<Record<PublicKey['kind'], string>> = {
  'P-256': '1.2.840.10045.4.3.2',
  'P-384': '1.2.840.10045.4.3.3',
  'P-521': '1.2.840.10045.4.3.4',
  rsa: '1.2.840.113549.1.1.11',
  ed25519: '1.3.101.112',
}
/** Years from then on have a form of their own (RFC 5652 §11.3). */
const YEAR_2050 = Date.UTC(2050, 0, 1) / 1000

/** With what a CMS signature is made. */
export interface CmsWish {
  /** The signer's first, then those up to its root. */
  readonly certificates: readonly NamedCertificate[]
  /** Seconds. */
  readonly at: number
  /** Time stamp tokens over the signature, DER; none where it is left out. */
  readonly stamp?: (signature: Uint8Array) => Promise<readonly Uint8Array[]>
}

/**
 * A detached CMS signature (RFC 5652 §5) in DER, with signed attributes: content type, digest, time, and which certificate signed.
 * The same for the same file, key and time, but for time stamps, which stand unsigned beside it. Throws `SignError` `form` where the first is of another key, `time` where it isn't valid then.
 */
export async function signCms(
  content: Uint8Array,
  signer: Signer,
  { certificates, at, stamp }: CmsWish,
): Promise<Uint8Array> {
  const [own] = certificates
  if (own === undefined || !Buffer.from(own.spki).equals(signer.publicKey.spki)) {
    const message = 'the certificate is of another key than the one that signs'
    throw new SignError('form', { message, hint: 'trustctl keys list' })
  }
  if (at * 1000 < own.valid.startMs || at * 1000 > own.valid.endMs) {
    const found = new Date(at * 1000).toISOString()
    const message = `the signature would be of ${found}, when its certificate is not valid`
    throw new SignError('time', { message, hint: 'give a time by `--at`' })
  }
  const hash = signingHash(signer.publicKey)
  const attributes = attributesOf(content, hash, own, at)
  const signature = await signedBy(signer, encodeDer(SET, ...attributes))
  const tokens = (await stamp?.(signature)) ?? []
  const info = signerInfo(own, hash, attributes, signature, tokens)
  const others = sorted(certificates.map(({ der }) => der))
  const signedData = encodeDer(
    SEQUENCE,
    encodeDer(INTEGER, Buffer.from([1])),
    encodeDer(SET, algorithm(DIGESTS[hash])),
    encodeDer(SEQUENCE, encodeOid(OID.data)),
    encodeDer(EXPLICIT_0, ...others),
    encodeDer(SET, info),
  )
  return encodeDer(SEQUENCE, encodeOid(OID.signedData), encodeDer(EXPLICIT_0, signedData))
}

/** In the order that DER has for sets (X.690 §11.6). */
function attributesOf(
  content: Uint8Array,
  hash: HashName,
  { sha256 }: NamedCertificate,
  at: number,
): readonly Uint8Array[] {
  const digest = createHash(hash).update(content).digest()
  // ESSCertIDv2 with the default hash, which is left out.
  const certificateId = encodeDer(SEQUENCE, encodeDer(OCTETS, decodeHex(sha256)))
  return sorted([
    attribute(OID.contentType, encodeOid(OID.data)),
    attribute(OID.messageDigest, encodeDer(OCTETS, digest)),
    attribute(OID.signingTime, timeOf(at)),
    attribute(OID.signingCertificate, encodeDer(SEQUENCE, encodeDer(SEQUENCE, certificateId))),
  ])
}

function signerInfo(
  { issuer, serial, publicKey }: NamedCertificate,
  hash: HashName,
  attributes: readonly Uint8Array[],
  signature: Uint8Array,
  tokens: readonly Uint8Array[],
): Uint8Array {
  const unsigned = sorted(tokens.map((token) => attribute(OID.timeStampToken, token)))
  return encodeDer(
    SEQUENCE,
    encodeDer(INTEGER, Buffer.from([1])),
    encodeDer(SEQUENCE, issuer, encodeDer(INTEGER, serial)),
    algorithm(DIGESTS[hash]),
    encodeDer(EXPLICIT_0, ...attributes),
    algorithm(SIGNATURES[publicKey.kind], publicKey.kind === 'rsa'),
    encodeDer(OCTETS, signature),
    ...(unsigned.length === 0 ? [] : [encodeDer(IMPLICIT_1, ...unsigned)]),
  )
}

function algorithm(id: string, hasNull = false): Uint8Array {
  return encodeDer(SEQUENCE, encodeOid(id), ...(hasNull ? [NULL] : []))
}

function attribute(id: string, value: Uint8Array): Uint8Array {
  return encodeDer(SEQUENCE, encodeOid(id), encodeDer(SET, value))
}

function sorted(parts: readonly Uint8Array[]): readonly Uint8Array[] {
  return parts.toSorted((a, b) => Buffer.compare(a, b))
}

/** To the second, in UTC. */
function timeOf(at: number): Uint8Array {
  const digits = `${new Date(at * 1000).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}Z`
  return at < YEAR_2050
    ? encodeDer(UTC_TIME, Buffer.from(digits.slice(2)))
    : encodeDer(GENERALIZED_TIME, Buffer.from(digits))
}
