import { expect, Unverified } from '../unverified.ts'
import { fits, type KeyPacket, type Signed } from './fits.ts'
import type { KeyParts, SubkeyPart } from './key-parts.ts'
import type { OpenPgp } from './library.ts'
import { SIGNATURE_TYPE, signedIssuer, type Signature } from './signature.ts'
import { SUBPACKET } from './subpackets.ts'

/** Revocations of one kind that are tried; a key has one, and seldom a second. */
export const MAX_REVOCATIONS = 32

/** What the reasons of RFC 9580 §5.2.3.31 say; 1, 3 and 32 are «soft»: what was signed before keeps its worth. */
const REASONS: ReadonlyMap<number, string> = new Map([
  [1, 'superseded'],
  [2, 'compromised'],
  [3, 'retired'],
  [32, 'user id no longer valid'],
])
const SOFT: ReadonlySet<number> = new Set([1, 3, 32])

/**
 * That the primary key isn't revoked, in any copy of it. Any revocation that the key itself made counts, whatever time it
 * claims, by whatever hash, with whatever in it: not understanding one is no reason to trust the key. A soft one counts
 * too: that a signature is older is the signer's word alone. Throws `Unverified` TC3114.
 */
export async function checkPrimaryRevocation(
  openpgp: OpenPgp,
  copies: readonly KeyParts[],
  name: string,
): Promise<void> {
  const type = SIGNATURE_TYPE.keyRevocation
  for (const parts of copies) {
    const found = parts.all.filter((each) => each.type === type)
    await checkRevocations(openpgp, parts, found, type, parts.signed, name)
    // Made by another key that the owner named for it (§5.2.3.23), whose signature can't be verified here.
    const isNamed = parts.all.some(({ areas }) =>
      areas.hashed.some((each) => each.type === SUBPACKET.revoker),
    )
    expect(found.length === 0 || !isNamed, 'TC3114', `${name} in use`, 'a revocation by a key that it names')
  }
}

/** The same for a subkey. */
export async function checkSubkeyRevocation(
  openpgp: OpenPgp,
  copies: readonly KeyParts[],
  { signed }: SubkeyPart,
  name: string,
): Promise<void> {
  const type = SIGNATURE_TYPE.subkeyRevocation
  for (const parts of copies) {
    const found = parts.all.filter((each) => each.type === type)
    await checkRevocations(openpgp, parts, found, type, signed, name)
  }
}

async function checkRevocations(
  openpgp: OpenPgp,
  { primary, unreadable }: KeyParts,
  found: readonly Signature[],
  type: number,
  signed: Signed,
  name: string,
): Promise<void> {
  expect(!unreadable.includes(type), 'TC3114', `${name} in use`, "a revocation that can't be read")
  const limit = `at most ${MAX_REVOCATIONS} revocations`
  expect(found.length <= MAX_REVOCATIONS, 'TC3114', limit, `${found.length}`)
  for (const revocation of found) {
    if (!(await fits(openpgp, revocation, primary, type, signed))) continue
    throw new Unverified('TC3114', `${name} in use`, describe(revocation))
  }
}

function describe(revocation: Signature): string {
  const { reasonForRevocationFlag: flag } = revocation.packet
  const why = flag === null ? undefined : REASONS.get(flag)
  const when = new Date(revocation.createdMs).toUTCString()
  const words = `a revocation of it${why === undefined ? '' : ` (${why})`}, of ${when}`
  return flag !== null && SOFT.has(flag)
    ? `${words}, and no proof that the signature is older: its own time is the signer's claim`
    : words
}

/** Whether a user id's newest revocation is not older than this certification of it. */
export async function isUserRevoked(
  openpgp: OpenPgp,
  primary: KeyPacket,
  signatures: readonly Signature[],
  signed: Signed,
  certifiedMs: number,
): Promise<boolean> {
  const type = SIGNATURE_TYPE.certificationRevocation
  const found = signatures.filter((each) => each.type === type && each.createdMs >= certifiedMs)
  const own = found.filter((each) => isBy(primary, each))
  if (own.length > MAX_REVOCATIONS) return true
  for (const revocation of own) if (await fits(openpgp, revocation, primary, type, signed)) return true
  return false
}

/** Third parties' revocations are about their own certifications. One that doesn't say whose it is may be the owner's. */
function isBy(primary: KeyPacket, signature: Signature): boolean {
  const named = signedIssuer(signature)
  return named === null || named === primary.getFingerprint().toUpperCase()
}
