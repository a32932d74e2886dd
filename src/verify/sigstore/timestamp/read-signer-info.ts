import {
  derChildren,
  derInteger,
  derOctets,
  derOid,
  EncodingError,
  type DerElement,
} from '../../../encoding/index.ts'

/** Who signed a CMS message, and what (RFC 5652 §5.3). */
export interface SignerInfo {
  readonly id: SignerId
  /** Object identifiers. */
  readonly digestAlgorithm: string
  readonly signatureAlgorithm: string
  /** What the signature is over: the attributes as a SET (RFC 5652 §5.4). */
  readonly signedBytes: Uint8Array
  /** The one value of each signed attribute, by its object identifier. */
  readonly attributes: ReadonlyMap<string, DerElement>
  readonly signature: Uint8Array
}

export type SignerId =
  | { readonly kind: 'issuer-and-serial'; readonly issuer: Uint8Array; readonly serial: Uint8Array }
  | { readonly kind: 'key-id'; readonly keyId: Uint8Array }

const SET = 0x31

/** RFC 5652 §5.3: by how the signer is named. */
export const VERSIONS: Readonly<Record<SignerId['kind'], bigint>> = { 'issuer-and-serial': 1n, 'key-id': 3n }

/** Reads a SignerInfo with signed attributes and none that are unsigned. Throws `EncodingError`. */
export function readSignerInfo(element: DerElement): SignerInfo {
  const [version, sid, digest, attributes, algorithm, signature, ...unsigned] = derChildren(
    element,
    16,
    'a signer',
  )
  if (version === undefined || sid === undefined || attributes === undefined || signature === undefined)
    throw bad('fields are wanting')
  if (unsigned.length > 0) throw bad('it has attributes that nobody signed')
  const id = signerId(sid)
  if (derInteger(version) !== VERSIONS[id.kind]) throw bad('it is of another version than its name asks for')
  if (attributes.tagClass !== 'context' || attributes.tag !== 0 || !attributes.constructed)
    throw bad('it signed no attributes')
  return {
    id,
    digestAlgorithm: algorithmId(digest),
    signatureAlgorithm: algorithmId(algorithm),
    // Signed under their own tag, written under an implicit one (RFC 5652 §5.4).
    signedBytes: Buffer.concat([Buffer.from([SET]), attributes.bytes.subarray(1)]),
    attributes: attributesOf(attributes.children),
    signature: derOctets(signature),
  }
}

/** How a signer is named (RFC 5652 §5.3). Throws `EncodingError`. */
export function signerId(sid: DerElement): SignerId {
  if (sid.tagClass === 'context' && sid.tag === 0 && !sid.constructed)
    return { kind: 'key-id', keyId: sid.content }
  const [issuer, serial, ...rest] = derChildren(sid, 16, 'an issuer and a serial number')
  if (issuer === undefined || serial === undefined || rest.length > 0)
    throw bad('its name is not in its form')
  derInteger(serial)
  return { kind: 'issuer-and-serial', issuer: issuer.bytes, serial: serial.content }
}

/** An algorithm's identifier; parameters are absent or NULL for all that are taken (RFC 5754 §2, §3). Throws `EncodingError`. */
export function algorithmId(element: DerElement | undefined): string {
  const [id, parameters, ...rest] = derChildren(element, 16, 'an algorithm')
  const isNull = parameters === undefined || (parameters.bytes[0] === 5 && parameters.content.length === 0)
  if (id === undefined || rest.length > 0 || !isNull) throw bad('an algorithm is not in its form')
  return derOid(id)
}

/** Each attribute once, with one value (RFC 5652 §11). Throws `EncodingError`. */
export function attributesOf(elements: readonly DerElement[]): ReadonlyMap<string, DerElement> {
  const found = new Map<string, DerElement>()
  for (const element of elements) {
    const [id, values, ...rest] = derChildren(element, 16, 'an attribute')
    const [value, ...others] = derChildren(values, 17, 'values')
    if (id === undefined || value === undefined || rest.length + others.length > 0 || found.has(derOid(id))) {
      throw bad('an attribute is not in its form')
    }
    found.set(derOid(id), value)
  }
  return found
}

function bad(message: string): EncodingError {
  return new EncodingError('der', { message: `CMS signer: ${message}` })
}
