import type { DerElement } from '../../../encoding/index.ts'
import type { Certificate, SigstoreRoot, TimestampAuthority } from '../../../trust/index.ts'
import { CLOCK_SKEW_SECONDS } from '../../limits.ts'
import { expect, Unverified } from '../../unverified.ts'
import { readable } from '../../read-json.ts'
import { digestBy, isSignedByCertificate } from './check-token.ts'
import { findSigner } from './find-signer.ts'
import { readBareToken, readToken, type TimestampToken } from './read-token.ts'

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
  // Whether a time has come is for the caller to say, of all times that are proven.
  const outcomes = stamps.map((stamp) => outcomeOf(stamp, signature, authorities, Infinity))
  const times = provenOf(outcomes).map(({ timeMs }) => timeMs)
  const failure = outcomes.find((outcome) => outcome instanceof Unverified)
  if (times.length === 0 && failure !== undefined) throw failure
  return times
}

/** What an authority's word comes to: when it had seen the signature, and by which certificate it says so. */
export type StampedTime =
  | { readonly proven: true; readonly timeMs: number; readonly stamper: Certificate }
  | { readonly proven: false; readonly why: string }

/**
 * The earliest time at which an authority of any root had seen the signature, where stamps are all that could prove one: responses as
 * bundles have them, or bare tokens as CMS has them. What does not hold counts as not there, and `why` says so: anybody can
 * take a stamp away, or put a bad one in.
 */
export function stampedTime(
  stamps: readonly (Uint8Array | DerElement)[],
  signature: Uint8Array,
  roots: readonly SigstoreRoot[],
  nowMs: number,
): StampedTime {
  const authorities = roots.flatMap(({ timestampAuthorities }) => timestampAuthorities)
  const outcomes = stamps.map((stamp) => outcomeOf(stamp, signature, authorities, nowMs))
  const [first] = provenOf(outcomes).toSorted((a, b) => a.timeMs - b.timeMs)
  if (first !== undefined) return { proven: true, ...first }
  const failure = outcomes.find((outcome) => outcome instanceof Unverified)
  if (failure === undefined) return { proven: false, why: 'no time stamp' }
  const { expected, found } = failure.finding
  return { proven: false, why: `a time stamp that does not count: expected ${expected}, found ${found}` }
}

/** A stamp that holds. */
interface Stamped {
  readonly timeMs: number
  readonly stamper: Certificate
}

function provenOf(outcomes: readonly (Stamped | Unverified)[]): readonly Stamped[] {
  return outcomes.flatMap((outcome) => (outcome instanceof Unverified ? [] : [outcome]))
}

function outcomeOf(
  stamp: Uint8Array | DerElement,
  signature: Uint8Array,
  authorities: readonly TimestampAuthority[],
  nowMs: number,
): Stamped | Unverified {
  try {
    return readable('TC2120', 'a time stamp in DER', () => {
      const token = stamp instanceof Uint8Array ? readToken(stamp) : readBareToken(stamp)
      const stamper = stamperOf(token, signature, authorities)
      const isPast = token.timeMs <= nowMs + CLOCK_SKEW_SECONDS * 1000
      expect(isPast, 'TC2120', 'a time stamp of the past', new Date(token.timeMs).toUTCString())
      return { timeMs: token.timeMs, stamper }
    })
  } catch (error) {
    if (error instanceof Unverified) return error
    throw error
  }
}

function stamperOf(
  { signedData, timeMs, imprint }: TimestampToken,
  signature: Uint8Array,
  authorities: readonly TimestampAuthority[],
): Certificate {
  const expected = digestBy(imprint.algorithm, signature)
  expect(
    expected?.equals(imprint.digest) === true,
    'TC2120',
    'a time stamp of this signature',
    'one of something else',
  )
  const signers = authorities.flatMap((authority) => findSigner(signedData, authority, timeMs) ?? [])
  expect(signers.length > 0, 'TC2120', 'a time stamp authority of the trust root, in its time', 'another one')
  const stamper = signers.find((signer) => isSignedByCertificate(signedData, signer))
  expect(
    stamper !== undefined,
    'TC2120',
    'a time stamp that its authority signed',
    'a signature that does not fit',
  )
  return stamper
}
