import { derChildren, EncodingError, readDer, type DerElement } from '../encoding/index.ts'
import type { Certificate } from './certificate.ts'
import { hostOf, isHost, isMailbox } from './x509-name-forms.ts'
import {
  generalName,
  MAX_NAMES,
  MAX_NAMES_BYTES,
  type DistinguishedName,
  type GeneralName,
  type RelativeName,
} from './x509-names.ts'

export const NAME_CONSTRAINTS = '2.5.29.30'

/** What an authority may call those below it (RFC 5280 §4.2.1.10). */
export interface NameConstraints {
  readonly critical: boolean
  readonly permitted: readonly GeneralName[]
  readonly excluded: readonly GeneralName[]
}

/** Null where there are none. Throws `EncodingError`, also for depths and for subtrees that are in no form. */
export function nameConstraints({ extensions }: Certificate): NameConstraints | null {
  const found = extensions.get(NAME_CONSTRAINTS)
  if (found === undefined) return null
  if (found.value.length > MAX_NAMES_BYTES) throw bad('its name constraints are too long')
  const parts = derChildren(readDer(found.value), 16, 'name constraints')
  const [permitted, excluded] = [0, 1].map((tag) => subtreesOf(parts, tag))
  const isKnown = parts.every(
    ({ tagClass, tag, constructed }) => tagClass === 'context' && tag <= 1 && constructed,
  )
  if (parts.length === 0 || !isKnown || (parts.length === 2 && parts[0]?.tag !== 0) || parts.length > 2)
    throw bad('name constraints are not in their form')
  return { critical: found.critical, permitted: permitted ?? [], excluded: excluded ?? [] }
}

function subtreesOf(parts: readonly DerElement[], tag: number): readonly GeneralName[] {
  const list = parts.find((each) => each.tag === tag)
  if (list === undefined) return []
  if (list.children.length === 0 || list.children.length > MAX_NAMES)
    throw bad(`1 to ${MAX_NAMES} subtrees belong there`)
  return list.children.map((subtree) => {
    // Depths (RFC 5280 §4.2.1.10: minimum 0, no maximum) are left out where they say nothing.
    const [base, ...depths] = derChildren(subtree, 16, 'a subtree')
    if (base === undefined || depths.length > 0) throw bad('a subtree has depths')
    return checkBase(generalName(base))
  })
}

function checkBase(base: GeneralName): GeneralName {
  if (!isBase(base)) throw bad('a subtree is not in its form')
  return base
}

function isBase(base: GeneralName): boolean {
  switch (base.kind) {
    case 'dns':
      return base.value === '' || isHost(base.value)
    case 'email':
      return isMailbox(base.value) || isHost(base.value.replace(/^\./, ''))
    case 'uri':
      return isHost(base.value.replace(/^\./, ''))
    case 'ip':
      return isRange(base.bytes)
    case 'directory':
    case 'other':
      return true
  }
}

/** Address and mask, the mask's ones first (RFC 4632). */
function isRange(bytes: Uint8Array): boolean {
  if (bytes.length !== 8 && bytes.length !== 32) return false
  const mask = [...bytes.subarray(bytes.length / 2)]
  return /^1*0*$/.test(mask.map((byte) => byte.toString(2).padStart(8, '0')).join(''))
}

/** What about these names breaks the constraints, for a reader; null where nothing does. */
export function brokenConstraint(
  names: readonly GeneralName[],
  { permitted, excluded }: NameConstraints,
): string | null {
  for (const name of names) {
    const allowed = permitted.filter((base) => isSameKind(base, name))
    // RFC 5280 §4.2.1.10: a form that isn't understood is not passed over.
    const isOpen = name.kind === 'other' && [...permitted, ...excluded].some((base) => isSameKind(base, name))
    if (isOpen) return `a name of kind ${name.tag}, which is constrained and not understood`
    if (allowed.length > 0 && !allowed.some((base) => isWithin(name, base)))
      return `${textOf(name)} is not permitted`
    if (excluded.some((base) => isSameKind(base, name) && mayMeet(name, base)))
      return `${textOf(name)} is excluded`
  }
  return null
}

function isSameKind(one: GeneralName, other: GeneralName): boolean {
  return one.kind === other.kind && (one.kind !== 'other' || other.kind !== 'other' || one.tag === other.tag)
}

/** For what is excluded, a wildcard counts as every name that it may stand for, and what can't be read as a hit. */
function mayMeet(name: GeneralName, base: GeneralName): boolean {
  if (isWithin(name, base)) return true
  if (name.kind === 'uri') return hostOf(name.value) === null
  if (name.kind === 'email') return !isMailbox(name.value)
  if (name.kind !== 'dns' || base.kind !== 'dns' || !name.value.startsWith('*.')) return false
  return isBelow(base.value, name.value.slice(2))
}

function isWithin(name: GeneralName, base: GeneralName): boolean {
  if (name.kind === 'dns' && base.kind === 'dns') return isBelow(name.value.replace(/^\*\./, ''), base.value)
  if (name.kind === 'email' && base.kind === 'email') return isMailWithin(name.value, base.value)
  if (name.kind === 'uri' && base.kind === 'uri') return isHostWithin(hostOf(name.value), base.value)
  if (name.kind === 'ip' && base.kind === 'ip') return isInRange(name.bytes, base.bytes)
  return name.kind === 'directory' && base.kind === 'directory' && isDirectoryWithin(name.name, base.name)
}

function isBelow(host: string, base: string): boolean {
  const [name, end] = [host.toLowerCase(), base.toLowerCase()]
  return end === '' || name === end || name.endsWith(`.${end}`)
}

/** A host, or with a dot in front everything below it. */
function isHostWithin(host: string | null, base: string): boolean {
  if (host === null) return false
  const [name, end] = [host.toLowerCase(), base.toLowerCase()]
  return end.startsWith('.') ? name.endsWith(end) : name === end
}

/** One mailbox, a host's, or those of all hosts below; the local part counts letter by letter (RFC 5280 §7.5). */
function isMailWithin(mailbox: string, base: string): boolean {
  if (!isMailbox(mailbox)) return false
  const [local = '', host = ''] = mailbox.split('@')
  if (!base.includes('@')) return isHostWithin(host, base)
  const [baseLocal = '', baseHost = ''] = base.split('@')
  return local === baseLocal && host.toLowerCase() === baseHost.toLowerCase()
}

function isInRange(address: Uint8Array, range: Uint8Array): boolean {
  const size = address.length
  if (range.length !== 2 * size) return false
  return address.every((byte, at) => ((byte ^ (range[at] ?? 0)) & (range[size + at] ?? 0xff)) === 0)
}

function isDirectoryWithin(name: DistinguishedName, base: DistinguishedName): boolean {
  return (
    base.length <= name.length && base.every((each, at) => comparable(each) === comparable(name[at] ?? []))
  )
}

/** Near enough to RFC 5280 §7.1: case and runs of white space don't count, nor the string type. */
function comparable(relative: RelativeName): string {
  const parts = relative.map(({ type, text }) =>
    JSON.stringify([type, text.normalize('NFKC').toLowerCase().trim().replaceAll(/\s+/g, ' ')]),
  )
  return parts.toSorted().join('+')
}

function textOf(name: GeneralName): string {
  switch (name.kind) {
    case 'email':
    case 'dns':
    case 'uri':
      return `${name.kind} ${name.value.slice(0, 200)}`
    case 'ip':
      return `ip ${name.bytes.join('.')}`
    case 'directory':
      return `directory name ${name.name
        .flat()
        .map(({ text }) => text)
        .join(', ')
        .slice(0, 200)}`
    case 'other':
      return `kind ${name.tag}`
  }
}

function bad(message: string): EncodingError {
  return new EncodingError('der', { message: `certificate: ${message}` })
}
