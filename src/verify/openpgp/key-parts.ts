import { armorBlocks, decodeArmor, readPackets, type RawPacket } from '../../trust/index.ts'
import { Unverified } from '../unverified.ts'
import { keyAsHashed, userAsHashed, type KeyPacket, type Signed } from './fits.ts'
import type { OpenPgp } from './library.ts'
import { readSignature, type Signature } from './signature.ts'

/** A part of a key with the signatures behind it (RFC 9580 §10.1). */
export interface Signatures {
  readonly signatures: Signature[]
}

export interface UserPart extends Signatures {
  /** What its certifications are over. */
  readonly signed: Signed
}

export interface SubkeyPart extends Signatures {
  readonly key: KeyPacket
  /** What its bindings and its own consent are over. */
  readonly signed: Signed
}

/** An OpenPGP certificate in its parts. Nothing of it is verified yet. */
export interface KeyParts extends Signatures {
  readonly primary: KeyPacket
  /** What direct-key signatures and revocations are over. */
  readonly signed: Signed & { readonly before: Uint8Array }
  readonly users: UserPart[]
  readonly subkeys: SubkeyPart[]
  /** All signatures that can be read, wherever they stand: a revocation counts in any place. */
  readonly all: Signature[]
  /** Types of the signatures that can't be read: another version or algorithm, or malformed. */
  readonly unreadable: number[]
  /** Which of its own signatures fit, so that none is worked out twice. */
  readonly fitting: Map<Signature, Promise<boolean>>
}

/** `work`'s answer about one of the key's own signatures, worked out once. */
export function fitsOnce(
  { fitting }: KeyParts,
  signature: Signature,
  work: () => Promise<boolean>,
): Promise<boolean> {
  const known = fitting.get(signature) ?? work()
  fitting.set(signature, known)
  return known
}

const TAG = { signature: 2, publicKey: 6, userId: 13, publicSubkey: 14 } as const

/** Splits an imported key; null where it can't be read, e.g. a key of version 3. */
export async function readKeyParts(openpgp: OpenPgp, armored: string): Promise<KeyParts | null> {
  const bytes = decodeArmor(armorBlocks(Buffer.from(armored, 'latin1'), 'PUBLIC KEY BLOCK')[0] ?? '')
  const [first, ...rest] = (bytes === null ? null : readPackets(bytes)) ?? []
  if (first?.tag !== TAG.publicKey) return null
  const primary = new openpgp.PublicKeyPacket()
  if (!(await isRead(primary, first.body))) return null
  const parts: KeyParts = {
    primary,
    signed: { before: keyAsHashed(first.body) },
    signatures: [],
    users: [],
    subkeys: [],
    all: [],
    unreadable: [],
    fitting: new Map<Signature, Promise<boolean>>(),
  }
  let current: Signatures = parts
  for (const packet of rest) current = await addPacket(openpgp, parts, current, packet)
  return parts
}

/** Returns the part that the signatures which follow belong to. */
async function addPacket(
  openpgp: OpenPgp,
  parts: KeyParts,
  current: Signatures,
  { tag, body }: RawPacket,
): Promise<Signatures> {
  const { before } = parts.signed
  if (tag === TAG.signature) {
    addSignature(openpgp, parts, current, body)
    return current
  }
  if (tag === TAG.userId) {
    const user = { signed: { before: Buffer.concat([before, userAsHashed(body)]) }, signatures: [] }
    parts.users.push(user)
    return user
  }
  if (tag === TAG.publicSubkey) {
    const key = new openpgp.PublicSubkeyPacket()
    if (!(await isRead(key, body))) return { signatures: [] }
    const signed = { before: Buffer.concat([before, keyAsHashed(body)]) }
    const subkey = { key, signed, signatures: [] }
    parts.subkeys.push(subkey)
    return subkey
  }
  // User attributes and whatever else: what stands behind them is theirs.
  return { signatures: [] }
}

function addSignature(openpgp: OpenPgp, parts: KeyParts, current: Signatures, body: Uint8Array): void {
  try {
    const signature = readSignature(openpgp, body)
    current.signatures.push(signature)
    parts.all.push(signature)
  } catch (error) {
    if (!(error instanceof Unverified)) throw error
    // Versions 2 and 3 have a length before the type (RFC 9580 §5.2.2).
    parts.unreadable.push((body[0] ?? 0) < 4 ? (body[2] ?? 0) : (body[1] ?? 0))
  }
}

async function isRead(key: KeyPacket, body: Uint8Array): Promise<boolean> {
  try {
    await key.read(body)
    return true
  } catch {
    // The library throws plain errors for versions and algorithms that it can't read.
    return false
  }
}
