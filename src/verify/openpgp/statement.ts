import { Unverified } from '../unverified.ts'
import { fits, type KeyPacket, type Signed } from './fits.ts'
import { fitsOnce, type KeyParts, type SubkeyPart } from './key-parts.ts'
import type { OpenPgp } from './library.ts'
import { isUserRevoked } from './revocation.ts'
import { criticalUnknown, SIGNATURE_TYPE, type Signature } from './signature.ts'
import { weakSelfSignature } from './strength.ts'

/** Signatures of one kind on one part of a key that are tried, the newest first. Honest keys have a handful. */
export const MAX_SELF_SIGNATURES = 100
/** User ids that are looked at. */
export const MAX_USERS = 100
const MAY_SIGN = 0x02

/** What an owner says about a key of hers. */
export interface Statement {
  /** Null where it isn't said what the key is for. */
  readonly maySign: boolean | null
  /** Ms since the epoch, Infinity for never: the end of the key, or of the word about it. */
  readonly endMs: number
  readonly signature: Signature
}

/** Where statements are looked for, and how. */
export interface Look {
  readonly openpgp: OpenPgp
  readonly parts: KeyParts
  /** Ms since the epoch: what was said later isn't looked at. */
  readonly atMs: number
  readonly allowSha1: boolean
  /** What to call the key in findings. */
  readonly name: string
}

interface Word {
  readonly signature: Signature
  /** Why it doesn't count; null where it does. */
  readonly flaw: Unverified | null
}

/** A statement; why the one that was made doesn't count; null where none was made by then. */
export type StatementFound = Statement | Unverified | null

/**
 * About the primary key: by the certification of its primary user id, and by its direct-key signature (RFC 9580 §5.2.1,
 * §10.1). Of each the newest counts, also to refuse: an older one that would do is not what the owner says today.
 */
export async function primaryStatement(look: Look): Promise<StatementFound> {
  const { parts, name } = look
  const key = parts.primary
  const direct = await newestWord(look, parts.signatures, [SIGNATURE_TYPE.directKey], parts.signed)
  const users = await userWords(look)
  const words = [...users.toSorted(byRank), ...(direct === null ? [] : [direct])]
  const main = words.find(({ flaw }) => flaw === null)
  if (main !== undefined) {
    const ends = [main, ...(direct === null ? [] : [direct])].map(({ signature }) => endOf(key, signature))
    const flags = main.signature.packet.keyFlags ?? direct?.signature.packet.keyFlags ?? null
    return { maySign: maySign(flags), endMs: Math.min(...ends), signature: main.signature }
  }
  const isUserGone = parts.users.length > 0 && users.length === 0
  return words[0]?.flaw ?? (isUserGone ? await goneUser(look, name) : null)
}

/** About a subkey: by its newest binding signature (§5.2.1.8). */
export async function subkeyStatement(
  look: Look,
  { key, signatures, signed }: SubkeyPart,
): Promise<StatementFound> {
  const word = await newestWord(look, signatures, [SIGNATURE_TYPE.subkeyBinding], signed)
  if (word === null || word.flaw !== null) return word?.flaw ?? null
  const { signature } = word
  return { maySign: maySign(signature.packet.keyFlags), endMs: endOf(key, signature), signature }
}

/** Why a self-signature doesn't count at a time, or null. */
export function flawOf({ openpgp, atMs, allowSha1, name }: Look, signature: Signature): Unverified | null {
  const weak = weakSelfSignature(openpgp, signature, name, allowSha1)
  if (weak !== null) return weak
  const unknown = criticalUnknown(signature)
  if (unknown !== null) {
    return new Unverified('TC3117', `${name} bound by what is understood`, `${unknown}, critical and unknown`)
  }
  if (signature.expiresMs > atMs) return null
  const when = new Date(signature.expiresMs).toUTCString()
  return new Unverified('TC3113', `${name} bound by a signature in its time`, `expired on ${when}`)
}

/** The newest signature of these types that fits. */
async function newestWord(
  look: Look,
  signatures: readonly Signature[],
  types: readonly number[],
  signed: Signed,
): Promise<Word | null> {
  const { openpgp, parts, atMs } = look
  const asked = signatures.filter(({ type, createdMs }) => types.includes(type) && createdMs <= atMs)
  const newestFirst = asked.toSorted((a, b) => b.createdMs - a.createdMs).slice(0, MAX_SELF_SIGNATURES)
  for (const signature of newestFirst) {
    const work = () => fits(openpgp, signature, parts.primary, signature.type, signed)
    if (await fitsOnce(parts, signature, work)) return { signature, flaw: flawOf(look, signature) }
  }
  return null
}

/** The newest certification of each user id that isn't revoked. */
async function userWords(look: Look): Promise<readonly Word[]> {
  const words: Word[] = []
  const { openpgp, parts } = look
  for (const { signed, signatures } of parts.users.slice(0, MAX_USERS)) {
    const word = await newestWord(look, signatures, SIGNATURE_TYPE.certifications, signed)
    if (word === null) continue
    const since = word.signature.createdMs
    if (await isUserRevoked(openpgp, parts.primary, signatures, signed, since)) continue
    words.push(word)
  }
  return words
}

/** Nothing is left that speaks for the key: its user ids are revoked, or nothing was ever said that fits. */
async function goneUser(look: Look, name: string): Promise<Unverified | null> {
  const { openpgp, parts } = look
  for (const { signed, signatures } of parts.users.slice(0, MAX_USERS)) {
    if (await isUserRevoked(openpgp, parts.primary, signatures, signed, 0))
      return new Unverified('TC3114', `${name} with a user id in use`, 'revocations of them')
  }
  return null
}

/** Sound ones first; of those the primary user id's, then the newest. */
function byRank(a: Word, b: Word): number {
  const rank = ({ flaw, signature }: Word) => [
    flaw === null ? 1 : 0,
    signature.packet.isPrimaryUserID === true ? 1 : 0,
    signature.createdMs,
  ]
  const [left, right] = [rank(a), rank(b)]
  return right.map((each, at) => each - (left[at] ?? 0)).find((each) => each !== 0) ?? 0
}

function maySign(flags: Uint8Array | null): boolean | null {
  return flags === null ? null : ((flags[0] ?? 0) & MAY_SIGN) !== 0
}

/** The earlier of the key's own end and that of the signature that speaks for it. */
function endOf(key: KeyPacket, { packet, expiresMs }: Signature): number {
  if (packet.keyNeverExpires !== false) return expiresMs
  return Math.min(expiresMs, key.created.getTime() + (packet.keyExpirationTime ?? 0) * 1000)
}
