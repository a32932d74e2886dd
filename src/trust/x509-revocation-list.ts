import {
  derCertificateTime,
  derChildren,
  derInteger,
  derTimestampTime,
  derWholeBits,
  EncodingError,
  encodeHex,
  readDer,
  type DerElement,
} from '../encoding/index.ts'
import { readName } from './x509-names.ts'
import { algorithmOf, extensionsIn, type Certificate, type Extension } from './certificate.ts'

/** A list of revoked certificates (RFC 5280 §5), read and not yet believed. */
export interface RevocationList {
  readonly der: Uint8Array
  /** A name in DER. */
  readonly issuer: Uint8Array
  readonly authorityKeyId: Uint8Array
  readonly thisUpdateMs: number
  readonly nextUpdateMs: number
  /**
   * False for deltas and for lists of some certificates only (§5.2.4, §5.2.5): whom they name is revoked, and of others
   * they say nothing.
   */
  readonly isWhole: boolean
  /** Serial numbers, the INTEGER's content in lower-case hex. */
  readonly revoked: ReadonlySet<string>
  /** Since when certificates stay on the list after they expired (X.509 §9.5.2.8), ms; null: they may be dropped. */
  readonly keepsExpiredSinceMs: number | null
  readonly signed: Certificate['signed']
}

const CRL_NUMBER = '2.5.29.20'
const REASON_CODE = '2.5.29.21'
const DELTA = '2.5.29.27'
const DISTRIBUTION_POINT = '2.5.29.28'
const AUTHORITY_KEY_ID = '2.5.29.35'
const KEEPS_EXPIRED = '2.5.29.60'
const REMOVED_FROM_LIST = 8
const VERSION_2 = 1n

/** Takes a list of version 2 apart, with its number and the key id of its issuer (§5.2.1, §5.2.3). Throws `EncodingError`. */
export function readRevocationList(der: Uint8Array): RevocationList {
  const [tbs, outer, signature, ...rest] = derChildren(readDer(der), 16, 'a list')
  if (tbs === undefined || outer === undefined || signature === undefined || rest.length > 0)
    throw bad('parts are wanting')
  const [version, inner, issuer, thisUpdate, nextUpdate, ...tail] = derChildren(tbs, 16, 'a TBSCertList')
  if (version === undefined || issuer === undefined || thisUpdate === undefined || nextUpdate === undefined)
    throw bad('it is not of version 2, or has no time by which the next one comes')
  if (inner === undefined || !Buffer.from(inner.bytes).equals(outer.bytes))
    throw bad('it names two signature algorithms')
  if (derInteger(version) !== VERSION_2) throw bad('it is not of version 2')
  readName(issuer.bytes)
  const entries = tail[0]?.tagClass === 'universal' ? tail[0] : undefined
  const [holder, ...others] = tail.slice(entries === undefined ? 0 : 1)
  const [list, ...more] = holder?.children ?? []
  if (holder?.tagClass !== 'context' || holder.tag !== 0 || others.length + more.length > 0)
    throw bad('a field is unknown, or it has no extensions')
  return {
    der,
    issuer: issuer.bytes,
    thisUpdateMs: derCertificateTime(thisUpdate),
    nextUpdateMs: derCertificateTime(nextUpdate),
    revoked: entries === undefined ? new Set() : revokedIn(entries),
    signed: { bytes: tbs.bytes, algorithm: algorithmOf(outer), signature: derWholeBits(signature) },
    ...scopeOf(extensionsIn(list)),
  }
}

type Scope = Pick<RevocationList, 'authorityKeyId' | 'isWhole' | 'keepsExpiredSinceMs'>

function scopeOf(extensions: ReadonlyMap<string, Extension>): Scope {
  const partial = [DELTA, DISTRIBUTION_POINT]
  const unknown = [...extensions].find(([id, { critical }]) => critical && !partial.includes(id))
  if (unknown !== undefined) throw bad(`extension ${unknown[0]} is critical`)
  const [number, keyId, keeps] = [CRL_NUMBER, AUTHORITY_KEY_ID, KEEPS_EXPIRED].map((id) => extensions.get(id))
  if (number === undefined || derInteger(readDer(number.value)) < 0n) throw bad('it has no number')
  const parts = keyId === undefined ? [] : derChildren(readDer(keyId.value), 16, 'a key id')
  const id = parts.find(({ tagClass, tag }) => tagClass === 'context' && tag === 0)
  if (id === undefined) throw bad('it does not name the key of its issuer')
  return {
    authorityKeyId: id.content,
    isWhole: !partial.some((each) => extensions.has(each)),
    keepsExpiredSinceMs: keeps === undefined ? null : derTimestampTime(readDer(keeps.value)),
  }
}

function revokedIn(list: DerElement): ReadonlySet<string> {
  const entries = derChildren(list, 16, 'revoked certificates')
  if (entries.length === 0) throw bad('an empty list of revoked certificates is left out')
  return new Set(entries.flatMap(serialOf))
}

/** Nothing for an entry that takes an earlier one back, in a delta (§5.3.1): the whole list has the last word. */
function serialOf(entry: DerElement): readonly string[] {
  const [serial, date, ...rest] = derChildren(entry, 16, 'a revoked certificate')
  if (serial === undefined || date === undefined || rest.length > 1) throw bad('an entry is not in its form')
  derInteger(serial)
  derCertificateTime(date)
  const extensions = rest.length === 0 ? new Map<string, Extension>() : extensionsIn(rest[0])
  const unknown = [...extensions].find(([, { critical }]) => critical)
  if (unknown !== undefined) throw bad(`an entry's extension ${unknown[0]} is critical`)
  const reason = extensions.get(REASON_CODE)
  const isTakenBack = reason !== undefined && readDer(reason.value).content[0] === REMOVED_FROM_LIST
  return isTakenBack ? [] : [encodeHex(serial.content)]
}

function bad(message: string): EncodingError {
  return new EncodingError('der', { message: `revocation list: ${message}` })
}
