import { decodeHex } from '../../encoding/index.ts'
import { CLOCK_SKEW_SECONDS } from '../limits.ts'
import { expect } from '../unverified.ts'
import type { Times } from './check-key.ts'
import type { Candidate } from './find-key.ts'
import { fits } from './fits.ts'
import type { OpenPgp } from './library.ts'
import { criticalUnknown, SIGNATURE_TYPE, signedIssuer, type Signature } from './signature.ts'

/**
 * What a signature says of itself: made by now (TC3119), not expired (TC3113), with nothing critical in it that isn't
 * understood (TC3117). Throws `Unverified`.
 */
export function checkClaims(signature: Signature, { claimedMs, nowMs }: Times): void {
  const unknown = criticalUnknown(signature)
  expect(unknown === null, 'TC3117', 'a signature that is understood', `${unknown}, critical and unknown`)
  const when = new Date(claimedMs).toUTCString()
  const isMade = claimedMs <= nowMs + CLOCK_SKEW_SECONDS * 1000
  expect(isMade, 'TC3119', 'a signature made by now', `one that says ${when}`)
  const { expiresMs } = signature
  const end = Number.isFinite(expiresMs) ? new Date(expiresMs).toUTCString() : ''
  expect(expiresMs > nowMs, 'TC3113', 'a signature in its time', `expired on ${end}`)
}

/**
 * That the signature fits the digest (lower-case hex) that was worked out where the bytes are, and names no other
 * signer than this one in what it signs. Throws `Unverified` TC3111.
 */
export async function checkSignature(
  openpgp: OpenPgp,
  signature: Signature,
  { signer, fingerprint }: Candidate,
  digest: string,
): Promise<void> {
  const named = signedIssuer(signature)
  const own = `a signature by ${fingerprint} over these bytes`
  expect(named === null || named === fingerprint, 'TC3111', own, `one that says it is by ${named ?? ''}`)
  const isFit = await fits(openpgp, signature, signer, SIGNATURE_TYPE.binary, { digest: decodeHex(digest) })
  expect(isFit, 'TC3111', own, 'one that does not fit')
}
