import {
  derChildren,
  derInteger,
  derOctets,
  derOid,
  EncodingError,
  type DerElement,
} from '../../../encoding/index.ts'
import { algorithmId, readSignerInfo, type SignerInfo } from './read-signer-info.ts'

/** A CMS SignedData with its content inside and one signer (RFC 5652 §5.1; RFC 3161 §2.4.2 allows no more). */
export interface SignedData {
  readonly contentType: string
  readonly content: Uint8Array
  /** Certificates that came along, DER, unverified. */
  readonly certificates: readonly Uint8Array[]
  readonly signer: SignerInfo
}

const SIGNED_DATA = '1.2.840.113549.1.7.2'
const VERSION = 3n
const MAX_CERTIFICATES = 10

/** Reads a ContentInfo (RFC 5652 §3) that holds a SignedData. Throws `EncodingError`. */
export function readSignedData(contentInfo: DerElement): SignedData {
  const [type, holder, ...rest] = derChildren(contentInfo, 16, 'a content info')
  if (type === undefined || holder === undefined || rest.length > 0 || derOid(type) !== SIGNED_DATA)
    throw bad('this is no signed data')
  const [version, digests, encapsulated, ...optional] = derChildren(explicit(holder, 0), 16, 'signed data')
  if (version === undefined || digests === undefined || encapsulated === undefined)
    throw bad('fields are wanting')
  const signers = optional.at(-1)
  const [signer, ...others] = derChildren(signers, 17, 'signers')
  if (signer === undefined || others.length > 0) throw bad('it has not exactly one signer')
  // RFC 5652 §5.1: 3 for any content that is not plain data.
  if (derInteger(version) !== VERSION) throw bad('it is not of version 3')
  const [contentType, content] = readContent(encapsulated)
  const read = readSignerInfo(signer)
  const [algorithm, ...more] = derChildren(digests, 17, 'digest algorithms').map(algorithmId)
  if (algorithm !== read.digestAlgorithm || more.length > 0)
    throw bad('it names other digests than its signer')
  return { contentType, content, certificates: certificatesOf(optional.slice(0, -1)), signer: read }
}

/** EncapsulatedContentInfo (RFC 5652 §5.2) with the content there. */
function readContent(element: DerElement): readonly [type: string, content: Uint8Array] {
  const [type, holder, ...rest] = derChildren(element, 16, 'encapsulated content')
  if (type === undefined || holder === undefined || rest.length > 0) throw bad('it has no content')
  return [derOid(type), derOctets(explicit(holder, 0))]
}

/** `certificates [0] IMPLICIT`, `crls [1] IMPLICIT`: lists that are not needed are left aside. */
function certificatesOf(optional: readonly DerElement[]): readonly Uint8Array[] {
  if (optional.some(({ tagClass, tag }) => tagClass !== 'context' || tag > 1)) throw bad('a field is unknown')
  const found = optional.find(({ tag }) => tag === 0)?.children ?? []
  if (found.length > MAX_CERTIFICATES) throw bad(`more than ${MAX_CERTIFICATES} certificates`)
  return found.map(({ bytes }) => bytes)
}

/** What an explicit tag holds. */
function explicit(element: DerElement, tag: number): DerElement {
  const [inner, ...rest] = element.children
  if (element.tagClass !== 'context' || element.tag !== tag || inner === undefined || rest.length > 0) {
    throw bad('a tag holds not one value')
  }
  return inner
}

function bad(message: string): EncodingError {
  return new EncodingError('der', { message: `CMS: ${message}` })
}
