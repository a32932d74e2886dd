import { derChildren, derOid, EncodingError, readDer, type DerElement } from '../encoding/index.ts'
import type { Certificate } from './certificate.ts'
import { SUBJECT_ALTERNATIVE_NAME } from './certificate-extensions.ts'
import { isHost, isMailbox, isUri } from './x509-name-forms.ts'

const COMMON_NAME = '2.5.4.3'
const EMAIL_ADDRESS = '1.2.840.113549.1.9.1'
/** Alternative names of one certificate, and subtrees of one constraint: hundreds of either would be multiplied. */
export const MAX_NAMES = 128
/** Of one distinguished name; and of all the alternative names, or constraints, of one certificate. */
export const MAX_NAME_BYTES = 4096
export const MAX_NAMES_BYTES = 32 * 1024

/** A distinguished name, its parts in their order (RFC 5280 §4.1.2.4). */
export type DistinguishedName = readonly RelativeName[]

/** What one RDN says, in no order. */
export type RelativeName = readonly { readonly type: string; readonly text: string }[]

/** The names that constraints know, and others by their tag alone (RFC 5280 §4.2.1.6). */
export type GeneralName =
  | { readonly kind: 'email' | 'dns' | 'uri'; readonly value: string }
  | { readonly kind: 'directory'; readonly name: DistinguishedName }
  | { readonly kind: 'ip'; readonly bytes: Uint8Array }
  | { readonly kind: 'other'; readonly tag: number }

const TEXT_KINDS: ReadonlyMap<number, 'email' | 'dns' | 'uri'> = new Map([
  [1, 'email'],
  [2, 'dns'],
  [6, 'uri'],
])
const DIRECTORY = 4
const IP = 7

/** Reads a Name in DER. Throws `EncodingError`. */
export function readName(der: Uint8Array): DistinguishedName {
  if (der.length > MAX_NAME_BYTES) throw bad(`it has more than ${MAX_NAME_BYTES} bytes`)
  return nameOf(readDer(der))
}

function nameOf(element: DerElement): DistinguishedName {
  return derChildren(element, 16, 'a name').map((rdn) => {
    const parts = derChildren(rdn, 17, 'a relative name')
    if (parts.length === 0) throw bad('a relative name is empty')
    return parts.map(attributeOf)
  })
}

function attributeOf(element: DerElement): RelativeName[number] {
  const [type, value, ...rest] = derChildren(element, 16, 'an attribute')
  if (type === undefined || value === undefined || rest.length > 0)
    throw bad('an attribute is not in its form')
  return { type: derOid(type), text: textOf(value) }
}

/** DirectoryString and IA5String (RFC 5280 §4.1.2.4); anything else by its bytes. */
function textOf({ tagClass, tag, content, bytes }: DerElement): string {
  const buffer = Buffer.from(content)
  if (tagClass === 'universal') {
    if (tag === 12) return buffer.toString('utf8')
    if (tag === 19 || tag === 22 || tag === 20) return buffer.toString('latin1')
    if (tag === 30 && content.length % 2 === 0) return buffer.swap16().toString('utf16le')
  }
  return `#${Buffer.from(bytes).toString('hex')}`
}

/** Reads a GeneralName; what it holds is for `checkForm`. Throws `EncodingError`. */
export function generalName({ tagClass, tag, constructed, content, children }: DerElement): GeneralName {
  if (tagClass !== 'context' || tag > 8) throw bad('a general name is of no known kind')
  const kind = TEXT_KINDS.get(tag)
  if (kind !== undefined && !constructed) return { kind, value: ascii(content) }
  if (tag === IP && !constructed) return { kind: 'ip', bytes: content }
  const [inner, ...rest] = children
  if (tag === DIRECTORY && inner !== undefined && rest.length === 0)
    return { kind: 'directory', name: nameOf(inner) }
  if (kind !== undefined || tag === IP || tag === DIRECTORY) throw bad('a general name is not in its form')
  return { kind: 'other', tag }
}

function ascii(content: Uint8Array): string {
  if (content.some((byte) => byte < 0x20 || byte > 0x7e))
    throw bad('a general name is not of printable ASCII')
  return Buffer.from(content).toString('latin1')
}

/** The alternative names (RFC 5280 §4.2.1.6), each in its form; empty without the extension. Throws `EncodingError`. */
export function alternativeNames({ extensions }: Certificate): readonly GeneralName[] {
  const found = extensions.get(SUBJECT_ALTERNATIVE_NAME)
  if (found === undefined) return []
  if (found.value.length > MAX_NAMES_BYTES) throw bad(`they have more than ${MAX_NAMES_BYTES} bytes`)
  const names = derChildren(readDer(found.value), 16, 'alternative names')
  if (names.length === 0 || names.length > MAX_NAMES)
    throw bad(`1 to ${MAX_NAMES} alternative names belong there`)
  return names.map((each) => checkForm(generalName(each)))
}

function checkForm(name: GeneralName): GeneralName {
  if (!isFormed(name)) throw bad('an alternative name is not in its form')
  return name
}

function isFormed(name: GeneralName): boolean {
  switch (name.kind) {
    case 'dns':
      return isHost(name.value.replace(/^\*\./, ''))
    case 'email':
      return isMailbox(name.value)
    case 'uri':
      return isUri(name.value)
    case 'ip':
      return name.bytes.length === 4 || name.bytes.length === 16
    case 'directory':
      return name.name.length > 0
    case 'other':
      return true
  }
}

/**
 * All names by which a certificate calls its holder, for constraints: its subject, the alternative names, addresses in the
 * subject, and a common name that looks like one, since signers are counted by it. Throws `EncodingError`.
 */
export function namesOf(certificate: Certificate): readonly GeneralName[] {
  const subject = readName(certificate.subject)
  const addresses = subject
    .flat()
    .filter(({ type, text }) => type === EMAIL_ADDRESS || (type === COMMON_NAME && text.includes('@')))
  return [
    ...(subject.length === 0 ? [] : [{ kind: 'directory', name: subject } as const]),
    ...addresses.map(({ text }) => ({ kind: 'email', value: text }) as const),
    ...alternativeNames(certificate),
  ]
}

/** Whose certificate it is: an e-mail address, else the common name, else the whole subject. Throws `EncodingError`. */
export function ownerOf(certificate: Certificate): string {
  const subject = readName(certificate.subject)
  const parts = subject.flat()
  const mail = alternativeNames(certificate).find(({ kind }) => kind === 'email')
  if (mail?.kind === 'email') return mail.value
  const found = [EMAIL_ADDRESS, COMMON_NAME].flatMap((wanted) =>
    parts.filter(({ type, text }) => type === wanted && text !== ''),
  )
  return (found[0]?.text ?? nameText(certificate.subject)).slice(0, MAX_OWNER_LENGTH)
}

const MAX_OWNER_LENGTH = 256
const SHORT: ReadonlyMap<string, string> = new Map([
  [COMMON_NAME, 'CN'],
  ['2.5.4.6', 'C'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
  ['2.5.4.10', 'O'],
  ['2.5.4.11', 'OU'],
  ['0.9.2342.19200300.100.1.25', 'DC'],
  [EMAIL_ADDRESS, 'emailAddress'],
])

/** A name in DER for a reader, as `CN=…, O=…`; at most 256 characters. Throws `EncodingError`. */
export function nameText(der: Uint8Array): string {
  const parts = readName(der)
    .flat()
    .map(({ type, text }) => `${SHORT.get(type) ?? type}=${text}`)
  return (parts.join(', ') || 'no name').slice(0, MAX_OWNER_LENGTH)
}

function bad(message: string): EncodingError {
  return new EncodingError('der', { message: `name: ${message}` })
}
