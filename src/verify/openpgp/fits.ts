import type { PublicKeyPacket, PublicSubkeyPacket } from 'openpgp'
import { mathematicsOnly, type OpenPgp } from './library.ts'
import { parsePacket, type Signature } from './signature.ts'

export type KeyPacket = PublicKeyPacket | PublicSubkeyPacket

/** What a signature is over: the digest of a file, or parts of a key. */
export type Signed = { readonly digest: Uint8Array } | { readonly parts: object }

/** Later than any time in a signature, which has 32 bits. */
const AFTER_ALL = new Date(2 ** 33 * 1000)

/**
 * Whether the mathematics of a signature of this type fit the key, whatever it claims about time, issuer or meaning.
 * Versions must agree: a key of another version signs in its own (RFC 9580 §5.2.3).
 */
export async function fits(
  openpgp: OpenPgp,
  { body, packet: { version } }: Signature,
  key: KeyPacket,
  type: number,
  signed: Signed,
): Promise<boolean> {
  const packet = parsePacket(openpgp, body)
  if (packet.signatureType !== type || key.version !== version) return false
  // Issuer fields are hints that anybody can write; the rest is looked at by its reader, not by the library.
  packet.issuerKeyID = key.getKeyID()
  packet.unknownSubpackets = []
  packet.rawNotations = []
  packet.revocationKeyClass = null
  packet.signatureNeverExpires = true
  // The library takes a digest of its own making under this name when it hashes a stream; it then skips hashing.
  if ('digest' in signed) Object.assign(packet, { hashed: Promise.resolve(signed.digest) })
  const data = 'digest' in signed ? new Uint8Array() : signed.parts
  try {
    await packet.verify(key, asHashed(openpgp, type), data, AFTER_ALL, true, mathematicsOnly(openpgp))
    return true
  } catch {
    // The library has no codes: whatever it can't verify doesn't fit.
    return false
  }
}

/** The kinds of certification differ in their number alone. */
function asHashed({ enums: { signature } }: OpenPgp, type: number): number {
  return type >= signature.certGeneric && type <= signature.certPositive ? signature.certGeneric : type
}
