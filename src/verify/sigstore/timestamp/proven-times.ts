import type { TimestampAuthority } from '../../../trust/index.ts'
import { expect, Unverified } from '../../unverified.ts'
import { readable } from '../../read-json.ts'
import { digestBy, isSignedByCertificate } from './check-token.ts'
import { findSigner } from './find-signer.ts'
import { readToken, type TimestampToken } from './read-token.ts'

/**
 * The times (ms) at which authorities of the root had seen the signature (RFC 3161 §2.2, Appendix B): empty without
 * stamps. Where there are some at least one must hold; one stamp can't count twice. Throws `Unverified` TC2120.
 */
export function provenTimes(
  stamps: readonly Uint8Array[],
  signature: Uint8Array,
  authorities: readonly TimestampAuthority[],
): readonly number[] {
  const distinct = new Set(stamps.map((stamp) => Buffer.from(stamp).toString('latin1')))
  expect(distinct.size === stamps.length, 'TC2120', 'different time stamps', 'the same twice')
  const outcomes = stamps.map((stamp) => outcomeOf(stamp, signature, authorities))
  const times = outcomes.filter((outcome) => typeof outcome === 'number')
  const failure = outcomes.find((outcome) => outcome instanceof Unverified)
  if (times.length === 0 && failure !== undefined) throw failure
  return times
}

function outcomeOf(
  stamp: Uint8Array,
  signature: Uint8Array,
  authorities: readonly TimestampAuthority[],
): number | Unverified {
  try {
    return readable('TC2120', 'a time stamp in DER', () =>
      provenTime(readToken(stamp), signature, authorities),
    )
  } catch (error) {
    if (error instanceof Unverified) return error
    throw error
  }
}

function provenTime(
  token: TimestampToken,
  signature: Uint8Array,
  authorities: readonly TimestampAuthority[],
): number {
  const { signedData, timeMs, imprint } = token
  const expected = digestBy(imprint.algorithm, signature)
  expect(
    expected?.equals(imprint.digest) === true,
    'TC2120',
    'a time stamp of this signature',
    'one of something else',
  )
  const signers = authorities.flatMap((authority) => findSigner(signedData, authority, timeMs) ?? [])
  expect(signers.length > 0, 'TC2120', 'a time stamp authority of the trust root, in its time', 'another one')
  expect(
    signers.some((signer) => isSignedByCertificate(signedData, signer)),
    'TC2120',
    'a time stamp that its authority signed',
    'a signature that does not fit',
  )
  return timeMs
}
