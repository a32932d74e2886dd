import {
  derBits,
  derBoolean,
  derChildren,
  derInteger,
  derOctets,
  derOid,
  EncodingError,
  readDer,
} from '../encoding/index.ts'
import type { Certificate } from './certificate.ts'

export const SUBJECT_KEY_ID = '2.5.29.14'
const KEY_USAGE = '2.5.29.15'
export const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17'
const BASIC_CONSTRAINTS = '2.5.29.19'
const CERTIFICATE_POLICIES = '2.5.29.32'
export const AUTHORITY_KEY_ID = '2.5.29.35'
const EXTENDED_KEY_USAGE = '2.5.29.37'

/** What is looked at here; name and policy constraints are not, so a certificate with critical ones is refused (RFC 5280 §4.2). */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  SUBJECT_KEY_ID,
  KEY_USAGE,
  SUBJECT_ALTERNATIVE_NAME,
  BASIC_CONSTRAINTS,
  CERTIFICATE_POLICIES,
  AUTHORITY_KEY_ID,
  EXTENDED_KEY_USAGE,
])

/** The critical extensions that nothing here understands; a poisoned precertificate has one (RFC 6962 §3.1). */
export function unknownCritical({ extensions }: Certificate): readonly string[] {
  return [...extensions].flatMap(([id, { critical }]) => (critical && !UNDERSTOOD.has(id) ? [id] : []))
}

/** Flags of RFC 5280 §4.2.1.3, by the place that they have in the bit string's first byte. */
export const DIGITAL_SIGNATURE = 0x80
export const CRL_SIGN = 0x02
export const KEY_CERT_SIGN = 0x04

/** The first byte of the key usage; null where there is none. Throws `EncodingError`. */
export function keyUsage({ extensions }: Certificate): number | null {
  const found = extensions.get(KEY_USAGE)
  return found === undefined ? null : (derBits(readDer(found.value)).bytes[0] ?? 0)
}

/** The purposes by object identifier (RFC 5280 §4.2.1.12), and whether they are critical; null where there are none. Throws `EncodingError`. */
export function extendedKeyUsage({
  extensions,
}: Certificate): { readonly critical: boolean; readonly purposes: readonly string[] } | null {
  const found = extensions.get(EXTENDED_KEY_USAGE)
  if (found === undefined) return null
  const purposes = derChildren(readDer(found.value), 16, 'purposes').map(derOid)
  return { critical: found.critical, purposes }
}

/** RFC 5280 §4.2.1.9. `maxBelow`: how many authorities may stand between it and the end; null without a limit. */
export interface BasicConstraints {
  readonly isAuthority: boolean
  readonly critical: boolean
  readonly maxBelow: number | null
}

/** Null where there are none. Throws `EncodingError`. */
export function basicConstraints({ extensions }: Certificate): BasicConstraints | null {
  const found = extensions.get(BASIC_CONSTRAINTS)
  if (found === undefined) return null
  const [first, second, ...rest] = derChildren(readDer(found.value), 16, 'basic constraints')
  const isAuthority = first !== undefined && derBoolean(first)
  const length = second === undefined ? null : derInteger(second)
  if (rest.length > 0 || (first !== undefined && !isAuthority) || (length !== null && length < 0n)) {
    throw new EncodingError('der', { message: 'basic constraints are not in their form' })
  }
  return { isAuthority, critical: found.critical, maxBelow: length === null ? null : Number(length) }
}

/** RFC 5280 §4.2.1.2; null where there is none. Throws `EncodingError`. */
export function subjectKeyId({ extensions }: Certificate): Uint8Array | null {
  const found = extensions.get(SUBJECT_KEY_ID)
  return found === undefined ? null : derOctets(readDer(found.value))
}

/** The key identifier of RFC 5280 §4.2.1.1; null where there is none. Throws `EncodingError`. */
export function authorityKeyId({ extensions }: Certificate): Uint8Array | null {
  const found = extensions.get(AUTHORITY_KEY_ID)
  if (found === undefined) return null
  const parts = derChildren(readDer(found.value), 16, 'an authority key identifier')
  return parts.find(({ tagClass, tag }) => tagClass === 'context' && tag === 0)?.content ?? null
}
