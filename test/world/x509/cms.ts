import { createHash } from 'node:crypto'
import { explicit, integer, octets, oid, sequence, set, tlv } from '../sigstore/der.ts'
import { time, type Holder } from './authority.ts'
import {
  hashAlgorithm,
  pssAlgorithm,
  signatureAlgorithm,
  signBytes,
  signPss,
  type Hash,
  type Key,
} from './keys.ts'

const DATA = '1.2.840.113549.1.7.1'
const TST_INFO = '1.2.840.113549.1.9.16.1.4'

/** How one signer signs. */
export interface SignerWish {
  readonly holder: Holder
  readonly hash?: Hash
  /** Sign attributes (the default), or the content itself. */
  readonly attributes?: boolean
  readonly pss?: boolean
  /** Seconds since the epoch; null leaves the signing time out. */
  readonly signingTime?: number | null
  /** Another key than the certificate's. */
  readonly key?: Key
  /** The content that is signed, where it isn't the file's. */
  readonly over?: Uint8Array
  /** Makes a time stamp token over the signature. */
  readonly stamp?: (signature: Buffer) => Buffer
  /** Further attributes that are signed: object identifier and value. */
  readonly further?: readonly (readonly [string, Buffer])[]
  readonly algorithm?: Buffer
  readonly contentType?: string
}

export interface CmsWish {
  readonly signers: readonly SignerWish[]
  readonly certificates?: readonly Holder[]
  readonly embedded?: boolean
}

const attribute = (id: string, value: Uint8Array): Buffer => sequence(oid(id), set(value))
const sorted = (parts: readonly Buffer[]): readonly Buffer[] => parts.toSorted((a, b) => Buffer.compare(a, b))
const digest = (hash: Hash, data: Uint8Array): Buffer => createHash(hash).update(data).digest()

const signerInfo = (content: Uint8Array, wish: SignerWish, contentType: string): Buffer => {
  const { holder, hash = 'sha256', attributes = true, pss = false, signingTime = null } = wish
  const key = wish.key ?? holder.key
  const attributeList = sorted([
    attribute('1.2.840.113549.1.9.3', oid(wish.contentType ?? contentType)),
    attribute('1.2.840.113549.1.9.4', octets(digest(hash, wish.over ?? content))),
    ...(signingTime === null ? [] : [attribute('1.2.840.113549.1.9.5', time(signingTime))]),
    ...(wish.further ?? []).map(([id, value]) => attribute(id, value)),
  ])
  const signed = attributes ? set(...attributeList) : (wish.over ?? content)
  const signature = pss ? signPss(key, hash, signed) : signBytes(key, hash, signed)
  const stamp = wish.stamp?.(signature)
  return sequence(
    integer(Buffer.from([1])),
    sequence(holder.issuerName, integer(holder.serial)),
    hashAlgorithm(hash),
    ...(attributes ? [explicit(0, ...attributeList)] : []),
    wish.algorithm ?? (pss ? pssAlgorithm(hash) : signatureAlgorithm(key, hash)),
    octets(signature),
    ...(stamp === undefined ? [] : [explicit(1, attribute('1.2.840.113549.1.9.16.2.14', stamp))]),
  )
}

const signedData = (
  content: Uint8Array,
  { signers, certificates = signers.map(({ holder }) => holder), embedded = false }: CmsWish,
  contentType: string,
): Buffer => {
  const hashes = [...new Set(signers.map(({ hash = 'sha256' }) => hash))]
  const version = contentType === DATA ? 1 : 3
  return sequence(
    oid('1.2.840.113549.1.7.2'),
    explicit(
      0,
      sequence(
        integer(Buffer.from([version])),
        set(...hashes.map(hashAlgorithm)),
        sequence(oid(contentType), ...(embedded ? [explicit(0, octets(content))] : [])),
        ...(certificates.length === 0 ? [] : [explicit(0, ...certificates.map(({ der }) => der))]),
        set(...signers.map((signer) => signerInfo(content, signer, contentType))),
      ),
    ),
  )
}

/** A CMS signature over the content (RFC 5652), detached unless it is asked for otherwise; DER. */
export const signCms = (content: Uint8Array, wish: CmsWish): Buffer => signedData(content, wish, DATA)

/** A time stamp token (RFC 3161) that an authority's certificate signs. */
export const stampToken = (
  signature: Uint8Array,
  seconds: number,
  {
    stamper,
    certificates = [stamper],
    imprint = digest('sha256', signature),
  }: {
    readonly stamper: Holder
    readonly certificates?: readonly Holder[]
    /** Where the authority sees the digest alone. */
    readonly imprint?: Buffer
  },
): Buffer => {
  const stamped = new Date(seconds * 1000).toISOString().replaceAll(/[-:T]|\.\d+/g, '')
  const info = sequence(
    integer(Buffer.from([1])),
    oid('1.3.6.1.4.1.57264.2'),
    sequence(hashAlgorithm('sha256'), octets(imprint)),
    integer(Buffer.from([0x21])),
    tlv(0x18, Buffer.from(stamped)),
  )
  const named = sequence(sequence(sequence(octets(digest('sha256', stamper.der)))))
  const further = [['1.2.840.113549.1.9.16.2.47', named]] as const
  return signedData(info, { signers: [{ holder: stamper, further }], certificates, embedded: true }, TST_INFO)
}
