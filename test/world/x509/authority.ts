import { createHash } from 'node:crypto'
import {
  bits,
  explicit,
  implicit,
  integer,
  octets,
  oid,
  sequence,
  set,
  tlv,
  truth,
  utf8,
} from '../sigstore/der.ts'
import { createKey, signatureAlgorithm, signBytes, type Hash, type Key, type KeyKind } from './keys.ts'

export const CODE_SIGNING = '1.3.6.1.5.5.7.3.3'
export const TIME_STAMPING = '1.3.6.1.5.5.7.3.8'
const YEAR_SECONDS = 365 * 86_400

export interface Extension {
  readonly critical?: boolean
  readonly value: Buffer
}

/** What a certificate is to say; times in seconds since the epoch. */
export interface Wish {
  readonly commonName: string
  readonly organization?: string
  readonly email?: string
  readonly kind?: KeyKind
  readonly key?: Key
  readonly notBefore?: number
  readonly notAfter?: number
  /** Purposes; null leaves the extension out. Authorities have none unless they are asked for. */
  readonly purposes?: readonly string[] | null
  readonly usage?: number | null
  readonly authority?: { readonly below?: number }
  readonly hash?: Hash
  /** Put in, or with null left out, by object identifier. */
  readonly extensions?: Readonly<Record<string, Extension | null>>
}

/** A certificate with its key. */
export interface Holder {
  readonly der: Buffer
  readonly key: Key
  readonly name: Buffer
  /** The content of its INTEGER. */
  readonly serial: Buffer
  /** Who issued it; itself for a root. */
  readonly issuerName: Buffer
}

const keyIdOf = ({ spki }: Key): Buffer => createHash('sha1').update(spki).digest()

const attribute = (type: string, value: Buffer): Buffer => set(sequence(oid(type), value))

export const nameOf = ({
  commonName,
  organization,
  email,
}: Pick<Wish, 'commonName' | 'organization' | 'email'>): Buffer =>
  sequence(
    ...(organization === undefined ? [] : [attribute('2.5.4.10', utf8(organization))]),
    ...(commonName === '' ? [] : [attribute('2.5.4.3', utf8(commonName))]),
    ...(email === undefined ? [] : [attribute('1.2.840.113549.1.9.1', tlv(0x16, Buffer.from(email)))]),
  )

export const time = (seconds: number): Buffer => {
  const digits = new Date(seconds * 1000).toISOString().replaceAll(/[-:T]|\.\d+/g, '')
  return digits < '2050' ? tlv(0x17, Buffer.from(digits.slice(2))) : tlv(0x18, Buffer.from(digits))
}

const usageBits = (flags: number): Buffer => {
  let unused = 0
  while (unused < 7 && (flags & (1 << unused)) === 0) unused += 1
  return bits(Buffer.from([flags]), unused)
}

const extensionsOf = (wish: Wish, key: Key, issuerKey: Key, isRoot: boolean): Buffer => {
  const { authority, usage = authority === undefined ? 0x80 : 0x06 } = wish
  const purposes =
    wish.purposes === undefined ? (authority === undefined ? [CODE_SIGNING] : null) : wish.purposes
  const below = authority?.below === undefined ? [] : [integer(Buffer.from([authority.below]))]
  const found: Record<string, Extension | null> = {
    '2.5.29.19': authority === undefined ? null : { critical: true, value: sequence(truth(true), ...below) },
    '2.5.29.15': usage === null ? null : { critical: true, value: usageBits(usage) },
    '2.5.29.37': purposes === null ? null : { value: sequence(...purposes.map(oid)) },
    '2.5.29.14': { value: octets(keyIdOf(key)) },
    '2.5.29.35': isRoot ? null : { value: sequence(implicit(0, keyIdOf(issuerKey))) },
    ...wish.extensions,
  }
  return sequence(
    ...Object.entries(found).flatMap(([id, extension]) => {
      if (extension === null) return []
      const critical = extension.critical === true ? [truth(true)] : []
      return [sequence(oid(id), ...critical, octets(extension.value))]
    }),
  )
}

/** Makes certificates with serial numbers that count up: `now` is what the others' times are around. */
export const createIssuing = (now: number) => {
  let serials = 0x1000
  const issue = (wish: Wish, issuer: Holder | null): Holder => {
    const key = wish.key ?? createKey(wish.kind)
    const signer = issuer?.key ?? key
    const name = nameOf(wish)
    const issuerName = issuer?.name ?? name
    const algorithm = signatureAlgorithm(signer, wish.hash ?? 'sha256')
    serials += 1
    const serial = Buffer.from(serials.toString(16).padStart(4, '0'), 'hex')
    const tbs = sequence(
      explicit(0, integer(Buffer.from([2]))),
      integer(serial),
      algorithm,
      issuerName,
      sequence(time(wish.notBefore ?? now - YEAR_SECONDS), time(wish.notAfter ?? now + YEAR_SECONDS)),
      name,
      key.spki,
      explicit(3, extensionsOf(wish, key, signer, issuer === null)),
    )
    const der = sequence(tbs, algorithm, bits(signBytes(signer, wish.hash ?? 'sha256', tbs)))
    return { der, key, name, serial, issuerName }
  }
  return {
    root: (commonName: string, wish: Partial<Wish> = {}) =>
      issue({ commonName, authority: {}, ...wish }, null),
    authority: (commonName: string, issuer: Holder, wish: Partial<Wish> = {}) =>
      issue({ commonName, authority: {}, ...wish }, issuer),
    signer: (commonName: string, issuer: Holder, wish: Partial<Wish> = {}) =>
      issue({ commonName, ...wish }, issuer),
  }
}

export type Issuing = ReturnType<typeof createIssuing>

/** What a list of revoked certificates is to say. */
export interface ListWish {
  readonly revoked?: readonly Holder[]
  readonly thisUpdate: number
  readonly nextUpdate: number
  readonly number?: number | null
  readonly extensions?: Readonly<Record<string, Extension>>
  readonly signedBy?: Key
}

/** A list of what an authority revoked (RFC 5280 §5), DER. */
export const revocationList = (issuer: Holder, wish: ListWish): Buffer => {
  const key = wish.signedBy ?? issuer.key
  const algorithm = signatureAlgorithm(key, 'sha256')
  const number = wish.number === undefined ? 7 : wish.number
  const extensions: Record<string, Extension> = {
    '2.5.29.35': { value: sequence(implicit(0, keyIdOf(issuer.key))) },
    ...(number === null ? {} : { '2.5.29.20': { value: integer(Buffer.from([number])) } }),
    ...wish.extensions,
  }
  const entries = (wish.revoked ?? []).map(({ serial }) =>
    sequence(integer(serial), time(wish.thisUpdate - 60)),
  )
  const tbs = sequence(
    integer(Buffer.from([1])),
    algorithm,
    issuer.name,
    time(wish.thisUpdate),
    time(wish.nextUpdate),
    ...(entries.length === 0 ? [] : [sequence(...entries)]),
    explicit(
      0,
      sequence(
        ...Object.entries(extensions).map(([id, { critical = false, value }]) =>
          sequence(oid(id), ...(critical ? [truth(true)] : []), octets(value)),
        ),
      ),
    ),
  )
  return sequence(tbs, algorithm, bits(signBytes(key, 'sha256', tbs)))
}
