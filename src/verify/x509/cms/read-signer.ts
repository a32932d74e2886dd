import {
  derCertificateTime,
  derInteger,
  derOctets,
  derOid,
  derChildren,
  EncodingError,
  type DerElement,
} from '../../../encoding/index.ts'
import type { HashName } from '../../../trust/index.ts'
import { attributesOf, signerId, VERSIONS, type SignerId } from '../../sigstore/index.ts'
import { MAX_CMS_TIMESTAMPS } from '../../limits.ts'
import { hashOf, schemeOf, type Scheme } from './algorithms.ts'

/** One signer of a detached CMS signature (RFC 5652 §5.3). */
export interface CmsSigner {
  readonly id: SignerId
  readonly hash: HashName
  readonly scheme: Scheme
  readonly signature: Uint8Array
  /** Null where the signature is over the content itself. */
  readonly attributes: SignedAttributes | null
  /** Time stamp tokens over the signature (RFC 3161 Appendix A): anybody may have put them there. */
  readonly timestamps: readonly DerElement[]
}

export interface SignedAttributes {
  /** What the signature is over: the attributes as a SET (§5.4). */
  readonly bytes: Uint8Array
  readonly messageDigest: Uint8Array
  /** The signer's word for when it was, ms; null where it gives none (§11.3). */
  readonly signingTimeMs: number | null
  readonly all: ReadonlyMap<string, DerElement>
}

const DATA = '1.2.840.113549.1.7.1'
const CONTENT_TYPE = '1.2.840.113549.1.9.3'
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4'
const SIGNING_TIME = '1.2.840.113549.1.9.5'
const TIMESTAMP_TOKEN = '1.2.840.113549.1.9.16.2.14'
const SET = 0x31

/** Reads a SignerInfo. Throws `EncodingError`, and `Unverified` TC3315, TC3317 for its algorithms. */
export function readSigner(element: DerElement): CmsSigner {
  const [version, sid, digest, ...rest] = derChildren(element, 16, 'a signer')
  const signed = isContext(rest[0], 0) ? rest[0] : undefined
  const [algorithm, signature, unsigned, ...others] = rest.slice(signed === undefined ? 0 : 1)
  const isWhole = unsigned === undefined || isContext(unsigned, 1)
  if (version === undefined || sid === undefined || signature === undefined || others.length > 0 || !isWhole)
    throw bad('fields are wanting or unknown')
  const id = signerId(sid)
  if (derInteger(version) !== VERSIONS[id.kind]) throw bad('it is of another version than its name asks for')
  const hash = hashOf(digest)
  return {
    id,
    hash,
    scheme: schemeOf(algorithm, hash),
    signature: derOctets(signature),
    attributes: signed === undefined ? null : readAttributes(signed),
    timestamps: unsigned === undefined ? [] : timestampsIn(unsigned),
  }
}

/** RFC 5652 §5.3, §11: the content's type and digest belong there. */
function readAttributes(element: DerElement): SignedAttributes {
  const all = attributesOf(element.children)
  const [type, digest, time] = [CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME].map((id) => all.get(id))
  if (type === undefined || derOid(type) !== DATA) throw bad('it signed another type of content than data')
  if (digest === undefined) throw bad('it signed no digest')
  return {
    // Signed under their own tag, written under an implicit one (§5.4).
    bytes: Buffer.concat([Buffer.from([SET]), element.bytes.subarray(1)]),
    messageDigest: derOctets(digest),
    signingTimeMs: time === undefined ? null : derCertificateTime(time),
    all,
  }
}

/** Other unsigned attributes say nothing that counts, in whatever form. */
function timestampsIn(element: DerElement): readonly DerElement[] {
  const found = element.children.flatMap(({ children: [id, values] }) =>
    id !== undefined && derOid(id) === TIMESTAMP_TOKEN ? (values?.children ?? []) : [],
  )
  if (found.length > MAX_CMS_TIMESTAMPS) throw bad(`more than ${MAX_CMS_TIMESTAMPS} time stamps`)
  return found
}

function isContext(element: DerElement | undefined, tag: number): boolean {
  return element?.tagClass === 'context' && element.tag === tag && element.constructed
}

function bad(message: string): EncodingError {
  return new EncodingError('der', { message: `CMS signer: ${message}` })
}
