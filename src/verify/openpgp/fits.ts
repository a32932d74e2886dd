import { createHash } from 'node:crypto'
import type { PublicKeyPacket, PublicSubkeyPacket } from 'openpgp'
import { mathematicsOnly, type OpenPgp } from './library.ts'
import { HASH_NAMES, parsePacket, type Signature } from './signature.ts'

export type KeyPacket = PublicKeyPacket | PublicSubkeyPacket

/** What a signature is over: the digest of a file and its own part, or what stands before that part in the digest. */
export type Signed = { readonly digest: Uint8Array } | { readonly before: Uint8Array }

/** Later than any time in a signature, which has 32 bits. */
const AFTER_ALL = new Date(2 ** 33 * 1000)

/**
 * Whether the mathematics of a signature of this type fit the key, whatever it claims about time, issuer or meaning.
 * Versions must agree: a key of another version signs in its own (RFC 9580 §5.2.3).
 */
export async function fits(
  openpgp: OpenPgp,
  signature: Signature,
  key: KeyPacket,
  type: number,
  signed: Signed,
): Promise<boolean> {
  const packet = parsePacket(openpgp, signature.body)
  if (signature.type !== type || key.version !== packet.version) return false
  // Issuer fields are hints that anybody can write; the rest is looked at by its reader, not by the library.
  packet.issuerKeyID = key.getKeyID()
  packet.unknownSubpackets = []
  packet.rawNotations = []
  packet.revocationKeyClass = null
  packet.signatureNeverExpires = true
  const digest = 'digest' in signed ? signed.digest : digestOf(signature, signed.before)
  // The library takes a digest of its own making under this name when it hashes a stream; it then skips hashing.
  const prepared = Object.assign(packet, { hashed: Promise.resolve(digest) })
  try {
    await prepared.verify(key, type, new Uint8Array(), AFTER_ALL, true, mathematicsOnly(openpgp))
    return true
  } catch {
    // The library has no codes: whatever it can't verify doesn't fit.
    return false
  }
}

/** RFC 9580 §5.2.4. */
function digestOf(signature: Signature, before: Uint8Array): Uint8Array {
  const name = HASH_NAMES.get(signature.packet.hashAlgorithm ?? 0) ?? 'sha256'
  return createHash(name).update(before).update(hashedPart(signature)).digest()
}

/** What follows the content in the digest: the signature up to the end of its hashed part, and the trailer (§5.2.4). */
export function hashedPart({ packet: { signatureData, version } }: Signature): Uint8Array {
  const own = signatureData ?? new Uint8Array()
  const length = Buffer.alloc(4)
  length.writeUInt32BE(own.length)
  return Buffer.concat([own, Buffer.from([version, 0xff]), length])
}

/** How a key goes into a digest, from its packet's body (§5.2.4). */
export function keyAsHashed(body: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from([0x99, body.length >> 8, body.length & 0xff]), body])
}

/** How a user id goes into a digest, behind its key (§5.2.4). */
export function userAsHashed(userId: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(userId.length)
  return Buffer.concat([Buffer.from([0xb4]), length, userId])
}
