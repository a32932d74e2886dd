/**
 * OpenPGP packets by hand, so that every part of them can be wrong: keys, the signatures that bind them, and detached
 * signatures. Times are in seconds since the epoch.
 *
 *   const dana = newKey()
 *   const key = certificate({ primary: dana, parts: [...user(dana, 'Dana <dana@acme.example>')] })
 *   const signature = packet(2, signatureBody({ by: dana, over: BYTES }))
 */
import { createHash } from 'node:crypto'
import { HASH_IDS, keyMaterial, type HashWish, type KeyKind, type KeyMaterial } from './key-material.ts'

/** The time of the cases: when they are run. */
export const NOW = Math.floor(Date.now() / 1000)
export const DAY = 86_400
export const YEAR = 365 * DAY
export const BYTES = Buffer.from('the bytes of a release\n')

/** Types of signatures (RFC 9580 §5.2.1). */
export const TYPE = {
  binary: 0x00,
  text: 0x01,
  certification: 0x13,
  binding: 0x18,
  consent: 0x19,
  direct: 0x1f,
  keyRevocation: 0x20,
  subkeyRevocation: 0x28,
  userRevocation: 0x30,
} as const

export const FLAG = { certify: 1, sign: 2, encrypt: 12 } as const

export interface ForgedKey extends KeyMaterial {
  readonly created: number
  /** The packet's body. */
  readonly body: Buffer
  readonly fingerprint: Buffer
  readonly keyId: Buffer
}

export function newKey(kind: KeyKind = 'ed25519', created = NOW - 2 * YEAR): ForgedKey {
  const material = keyMaterial(kind)
  const head = Buffer.concat([Buffer.of(4), u32(created), Buffer.of(material.algorithm)])
  const body = Buffer.concat([head, material.publicPart])
  const fingerprint = createHash('sha1').update(asHashed(body)).digest()
  return { ...material, created, body, fingerprint, keyId: fingerprint.subarray(-8) }
}

export interface Part {
  readonly type: number
  readonly body: Uint8Array
  readonly critical?: boolean
}

export const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

const u16 = (value: number): Buffer => Buffer.of(value >> 8, value & 0xff)

/** Subpackets by their names (RFC 9580 §5.2.3.7). */
export const part = {
  created: (time: number): Part => ({ type: 2, body: u32(time) }),
  expiresAfter: (seconds: number): Part => ({ type: 3, body: u32(seconds) }),
  keyExpiresAfter: (seconds: number): Part => ({ type: 9, body: u32(seconds) }),
  revoker: ({ algorithm, fingerprint }: ForgedKey): Part => ({
    type: 12,
    body: Buffer.concat([Buffer.of(0x80, algorithm), fingerprint]),
  }),
  issuer: ({ keyId }: ForgedKey): Part => ({ type: 16, body: keyId }),
  notation: (name: string, value: string, critical = false): Part => ({
    type: 20,
    critical,
    body: Buffer.concat([u32(0x8000_0000), u16(name.length), u16(value.length), Buffer.from(name + value)]),
  }),
  primaryUser: (): Part => ({ type: 25, body: Buffer.of(1) }),
  flags: (flags: number): Part => ({ type: 27, body: Buffer.of(flags), critical: true }),
  reason: (reason: number): Part => ({
    type: 29,
    body: Buffer.concat([Buffer.of(reason), Buffer.from('why')]),
  }),
  embedded: (body: Uint8Array): Part => ({ type: 32, body }),
  issuerFingerprint: ({ fingerprint }: ForgedKey, version = 4): Part => ({
    type: 33,
    body: Buffer.concat([Buffer.of(version), fingerprint]),
  }),
}

export interface SignatureWish {
  readonly by: ForgedKey
  /** What is hashed before the signature's own part. */
  readonly over: Uint8Array
  readonly type?: number
  readonly at?: number
  readonly hash?: HashWish
  readonly version?: number
  /** Instead of the creation time and the issuer's fingerprint, which stand there otherwise. */
  readonly hashed?: readonly Part[]
  /** Added to what stands in the hashed part. */
  readonly more?: readonly Part[]
  /** Instead of the issuer's key id. */
  readonly unhashed?: readonly Part[]
}

/** The body of a signature packet of version 4 (RFC 9580 §5.2.3). */
export function signatureBody(wish: SignatureWish): Buffer {
  const { by, over, type = TYPE.binary, at = NOW - DAY, hash = 'sha512', version = 4, more = [] } = wish
  const { hashed = [part.created(at), part.issuerFingerprint(by)], unhashed = [part.issuer(by)] } = wish
  const head = Buffer.of(version, type, by.algorithm, HASH_IDS[hash])
  const signed = Buffer.concat([head, area([...hashed, ...more])])
  const trailer = Buffer.concat([Buffer.of(version, 0xff), u32(signed.length)])
  const bytes = Buffer.concat([over, signed, trailer])
  const left = createHash(hash).update(bytes).digest().subarray(0, 2)
  return Buffer.concat([signed, area(unhashed), left, by.sign(bytes, hash)])
}

export function area(parts: readonly Part[]): Buffer {
  const bytes = Buffer.concat(parts.map(subpacket))
  return Buffer.concat([u16(bytes.length), bytes])
}

function subpacket({ type, body, critical = false }: Part): Buffer {
  const length = body.length + 1
  const head = length < 192 ? Buffer.of(length) : Buffer.concat([Buffer.of(0xff), u32(length)])
  return Buffer.concat([head, Buffer.of(type | (critical ? 0x80 : 0)), body])
}

/** A packet in the newer format, with a length of as many octets as it needs. */
export function packet(tag: number, body: Uint8Array): Buffer {
  const { length } = body
  const octets =
    length < 192
      ? Buffer.of(length)
      : length < 8384
        ? Buffer.of(((length - 192) >> 8) + 192, (length - 192) & 0xff)
        : Buffer.concat([Buffer.of(0xff), u32(length)])
  return Buffer.concat([Buffer.of(0xc0 | tag), octets, body])
}

/** A detached signature over the bytes of the cases. */
export const detached = (wish: Omit<SignatureWish, 'over'> & { readonly over?: Uint8Array }): Buffer =>
  packet(2, signatureBody({ over: BYTES, ...wish }))

/** A key as it is hashed (§5.2.4). */
export const asHashed = (body: Uint8Array): Buffer => Buffer.concat([Buffer.of(0x99), u16(body.length), body])

/** What is signed in a user id's certification. */
const certified = (primary: ForgedKey, id: string): Buffer =>
  Buffer.concat([asHashed(primary.body), Buffer.of(0xb4), u32(Buffer.byteLength(id)), Buffer.from(id)])

const bound = (primary: ForgedKey, subkey: ForgedKey): Buffer =>
  Buffer.concat([asHashed(primary.body), asHashed(subkey.body)])

type SelfWish = Partial<SignatureWish>

export const OWNER = 'Dana <dana@acme.example>'

/** A certification; created with the key, for certifying and signing, unless said otherwise. */
export const certification = (primary: ForgedKey, wish: SelfWish = {}, id = OWNER): Buffer =>
  packet(
    2,
    signatureBody({
      by: primary,
      over: certified(primary, id),
      type: TYPE.certification,
      at: primary.created,
      more: [part.flags(FLAG.certify | FLAG.sign), part.primaryUser()],
      ...wish,
    }),
  )

export const userId = (id = OWNER): Buffer => packet(13, Buffer.from(id))

/** A user id with its certification. */
export const user = (primary: ForgedKey, wish: SelfWish = {}, id = OWNER): Buffer =>
  Buffer.concat([userId(id), certification(primary, wish, id)])

export const userRevocation = (primary: ForgedKey, wish: SelfWish = {}, id = OWNER): Buffer =>
  certification(primary, { type: TYPE.userRevocation, at: NOW - YEAR, more: [part.reason(32)], ...wish }, id)

/** A direct-key signature. */
export const direct = (primary: ForgedKey, wish: SelfWish = {}): Buffer =>
  packet(
    2,
    signatureBody({
      by: primary,
      over: asHashed(primary.body),
      type: TYPE.direct,
      at: primary.created,
      ...wish,
    }),
  )

/** A revocation of the key; hard («compromised») unless said otherwise. */
export const keyRevocation = (primary: ForgedKey, wish: SelfWish = {}): Buffer =>
  direct(primary, { type: TYPE.keyRevocation, at: NOW - YEAR, more: [part.reason(2)], ...wish })

/** The subkey's own signature over being bound. */
export const consent = (primary: ForgedKey, subkey: ForgedKey, wish: SelfWish = {}): Part =>
  part.embedded(
    signatureBody({
      by: subkey,
      over: bound(primary, subkey),
      type: TYPE.consent,
      at: subkey.created,
      ...wish,
    }),
  )

export interface BindingWish extends SelfWish {
  readonly consent?: Part | null
  readonly flags?: number | null
  readonly also?: readonly Part[]
}

/** A binding signature: for signing, with the subkey's consent, unless said otherwise. */
export function binding(primary: ForgedKey, subkey: ForgedKey, wish: BindingWish = {}): Buffer {
  const { consent: own = consent(primary, subkey), flags = FLAG.sign, also = [], ...rest } = wish
  const parts = [...(flags === null ? [] : [part.flags(flags)]), ...also, ...(own === null ? [] : [own])]
  return packet(
    2,
    signatureBody({
      by: primary,
      over: bound(primary, subkey),
      type: TYPE.binding,
      at: subkey.created,
      more: parts,
      ...rest,
    }),
  )
}

export const subkeyRevocation = (primary: ForgedKey, subkey: ForgedKey, wish: SelfWish = {}): Buffer =>
  binding(primary, subkey, {
    type: TYPE.subkeyRevocation,
    at: NOW - YEAR,
    flags: null,
    consent: null,
    more: [part.reason(2)],
    ...wish,
  })

export const subkeyPacket = (subkey: ForgedKey): Buffer => packet(14, subkey.body)

/** A key in binary form. */
export const certificate = (primary: ForgedKey, ...parts: readonly Buffer[]): Buffer =>
  Buffer.concat([packet(6, primary.body), ...parts])

/** ASCII armor (§6.2). */
export const armored = (bytes: Uint8Array, label = 'SIGNATURE', headers: readonly string[] = []): Buffer =>
  Buffer.from(
    [
      `-----BEGIN PGP ${label}-----`,
      ...headers,
      '',
      ...(Buffer.from(bytes)
        .toString('base64')
        .match(/.{1,64}/g) ?? []),
      `=${crc24(bytes)}`,
      `-----END PGP ${label}-----`,
      '',
    ].join('\n'),
  )

/** §6.1.1 */
function crc24(bytes: Uint8Array): string {
  let crc = 0xb7_04ce
  for (const octet of bytes) {
    crc ^= octet << 16
    for (let bit = 0; bit < 8; bit += 1) {
      crc <<= 1
      if ((crc & 0x100_0000) !== 0) crc ^= 0x186_4cfb
    }
  }
  return Buffer.of((crc >> 16) & 0xff, (crc >> 8) & 0xff, crc & 0xff).toString('base64')
}
