import type { SignaturePacket } from 'openpgp'
import { decodeHex } from '../../encoding/index.ts'
import { CLOCK_SKEW_SECONDS } from '../limits.ts'
import { expect } from '../unverified.ts'
import type { Candidate } from './find-key.ts'
import { strictConfig, type OpenPgp } from './library.ts'

/**
 * That the signature fits the digest (lower-case hex) that was worked out where the bytes are, and has neither
 * expired (TC3113) nor anything critical in it that isn't understood. Throws `Unverified` TC3111.
 */
export async function checkSignature(
  openpgp: OpenPgp,
  packet: SignaturePacket,
  { imported, signer }: Candidate,
  digest: string,
  date: Date,
): Promise<void> {
  const expires = packet.getExpirationTime()
  expect(
    !(expires instanceof Date) || expires > date,
    'TC3113',
    'a signature in its time',
    `expired on ${expires instanceof Date ? expires.toUTCString() : ''}`,
  )
  // The library takes a digest of its own making under this name when it hashes a stream; it then skips hashing.
  const prepared = Object.assign(packet, { hashed: Promise.resolve(decodeHex(digest)) })
  const latest = new Date(date.getTime() + CLOCK_SKEW_SECONDS * 1000)
  const { binary } = openpgp.enums.signature
  try {
    await prepared.verify(signer.keyPacket, binary, new Uint8Array(), latest, true, strictConfig(openpgp))
  } catch {
    // The library has no codes: wrong mathematics, wrong digest and unknown critical parts are all «bad».
    expect(
      false,
      'TC3111',
      `a signature by ${imported.fingerprint} over these bytes`,
      'one that does not fit',
    )
  }
}
