import {
  derBoolean,
  derCertificateTime,
  derChildren,
  derInteger,
  derOctets,
  derOid,
  derWholeBits,
  EncodingError,
  readDer,
  type DerElement,
} from '../encoding/index.ts'
import { PublicKey } from './public-key.ts'
import type { ValidityWindow } from './validity-window.ts'

/** An X.509 certificate of version 3, taken apart once (RFC 5280 §4.1). */
export interface Certificate {
  readonly der: Uint8Array
  /** The TBSCertificate's fields: for whoever has to put it together otherwise. */
  readonly fields: readonly DerElement[]
  /** The content of the serial number's INTEGER. */
  readonly serial: Uint8Array
  /** Names in DER: compared byte by byte. */
  readonly issuer: Uint8Array
  readonly subject: Uint8Array
  readonly valid: ValidityWindow
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array
  readonly publicKey: PublicKey
  /** By object identifier. */
  readonly extensions: ReadonlyMap<string, Extension>
  readonly signed: { readonly bytes: Uint8Array; readonly algorithm: string; readonly signature: Uint8Array }
}

export interface Extension {
  readonly critical: boolean
  /** The content of its octet string: DER of its own. */
  readonly value: Uint8Array
}

const VERSION_3 = 2n
/** RFC 5280 §4.1.2.2 */
const MAX_SERIAL_BYTES = 20

/** Takes a certificate apart. Throws `EncodingError` for anything but strict DER, an extension given twice, or a key that isn't taken. */
export function readCertificate(der: Uint8Array): Certificate {
  const [tbs, outer, signature, ...rest] = derChildren(readDer(der), 16, 'a certificate')
  if (tbs === undefined || outer === undefined || signature === undefined || rest.length > 0)
    throw bad('parts are wanting')
  const fields = derChildren(tbs, 16, 'a TBSCertificate')
  const [version, serial, inner, issuer, validity, subject, spki, ...tail] = fields
  if (spki === undefined || serial === undefined || inner === undefined) throw bad('fields are wanting')
  checkVersion(version)
  // RFC 5280 §4.1.1.2: else the signed name of the algorithm would be another than the one that is used.
  if (!Buffer.from(inner.bytes).equals(outer.bytes)) throw bad('it names two signature algorithms')
  return {
    der,
    fields,
    serial: serialOf(serial),
    issuer: nameOf(issuer),
    subject: nameOf(subject),
    valid: validityOf(validity),
    spki: spki.bytes,
    publicKey: PublicKey.of(spki),
    extensions: extensionsOf(tail),
    signed: { bytes: tbs.bytes, algorithm: algorithmOf(outer), signature: derWholeBits(signature) },
  }
}

function checkVersion(element: DerElement | undefined): void {
  const [version, ...rest] = element?.tagClass === 'context' && element.tag === 0 ? element.children : []
  if (version === undefined || rest.length > 0 || derInteger(version) !== VERSION_3)
    throw bad('it is not of version 3')
}

function serialOf(element: DerElement): Uint8Array {
  if (derInteger(element) <= 0n || element.content.length > MAX_SERIAL_BYTES + 1)
    throw bad('its serial number is not positive, or long')
  return element.content
}

function nameOf(element: DerElement | undefined): Uint8Array {
  derChildren(element, 16, 'a name')
  return element?.bytes ?? new Uint8Array()
}

function validityOf(element: DerElement | undefined): ValidityWindow {
  const [start, end, ...rest] = derChildren(element, 16, 'a validity')
  if (start === undefined || end === undefined || rest.length > 0) throw bad('its validity is not two times')
  return { startMs: derCertificateTime(start), endMs: derCertificateTime(end) }
}

/** RFC 5280 §4.1.1.2: an identifier, then parameters that are absent or NULL for all that are taken. Throws `EncodingError`. */
export function algorithmOf(element: DerElement | undefined): string {
  const [id, parameters, ...rest] = derChildren(element, 16, 'an algorithm')
  const isNull = parameters === undefined || (parameters.bytes[0] === 5 && parameters.content.length === 0)
  if (id === undefined || rest.length > 0 || !isNull) throw bad('an algorithm is not in its form')
  return derOid(id)
}

/** RFC 5280 §4.1.2.9: the explicit [3], behind unique identifiers that nobody has used since version 2. */
function extensionsOf(tail: readonly DerElement[]): ReadonlyMap<string, Extension> {
  const [holder, ...others] = tail
  if (holder === undefined) return new Map()
  const [list, ...rest] = holder.children
  if (holder.tagClass !== 'context' || holder.tag !== 3 || others.length + rest.length > 0)
    throw bad('a field is unknown')
  return extensionsIn(list)
}

/** Extensions by object identifier (RFC 5280 §4.1, §5.1), each once. Throws `EncodingError`. */
export function extensionsIn(list: DerElement | undefined): ReadonlyMap<string, Extension> {
  const extensions = new Map<string, Extension>()
  for (const each of derChildren(list, 16, 'extensions')) {
    const { id, extension } = extensionOf(each)
    if (extensions.has(id)) throw bad(`extension ${id} comes twice`)
    extensions.set(id, extension)
  }
  return extensions
}

function extensionOf(element: DerElement): { readonly id: string; readonly extension: Extension } {
  const [id, ...rest] = derChildren(element, 16, 'an extension')
  const value = rest.at(-1)
  const critical = rest.length === 2 ? rest[0] : undefined
  if (id === undefined || value === undefined || rest.length > 2) throw bad('an extension is not in its form')
  // X.690 §11.5: a default value, here FALSE, is left out.
  if (critical !== undefined && !derBoolean(critical))
    throw bad('an extension says FALSE where it says nothing')
  return { id: derOid(id), extension: { critical: critical !== undefined, value: derOctets(value) } }
}

function bad(message: string): EncodingError {
  return new EncodingError('der', { message: `certificate: ${message}` })
}
