import { type DerElement } from '../../encoding/index.ts'
import {
  mayStamp,
  readCertificate,
  TIME_STAMPING,
  type Certificate,
  type Keyring,
  type SigstoreRoot,
} from '../../trust/index.ts'
import { CLOCK_SKEW_SECONDS } from '../limits.ts'
import { readable } from '../read-json.ts'
import {
  digestBy,
  isNamed,
  isSignedByCertificate,
  readBareToken,
  stampedTime,
  type TimestampToken,
} from '../sigstore/index.ts'
import { expect, Unverified } from '../unverified.ts'
import type { CmsSigner } from './cms/read-signer.ts'
import { checkEnd } from './path/check-end.ts'
import type { Effort } from './path/effort.ts'
import { findPath, type Path } from './path/find-path.ts'

/** When a signature was made: proven by an authority of a keyring or of a trust root, or not, and why not. */
export type SigningTime =
  | { readonly proven: true; readonly timeMs: number; readonly path: Path }
  | { readonly proven: false; readonly why: string }

interface TimeContext {
  readonly nowMs: number
  readonly effort: Effort
}

/** The earliest time at which an authority of the keyring, or of a trust root, had seen the signature (RFC 3161; RFC 5652 §5.3). */
export function signingTime(
  { timestamps, signature }: Pick<CmsSigner, 'timestamps' | 'signature'>,
  { keyring, byRoots }: { readonly keyring: Keyring; readonly byRoots: SigningTime | null },
  { nowMs, effort }: TimeContext,
): SigningTime {
  const byKeyring = timestamps.map((token) => timeOf(token, signature, keyring, nowMs, effort))
  const found = byRoots === null ? byKeyring : [...byKeyring, byRoots]
  const proven = found.filter((each) => each.proven).toSorted((a, b) => a.timeMs - b.timeMs)[0]
  return proven ?? found[0] ?? { proven: false, why: 'no time stamp' }
}

/**
 * The same by authorities of trust roots, whichever keyring asks; null where there is no root, or no stamp. The path is the authority's own
 * certificate alone: its root vouches for the rest.
 */
export function timeByRoots(
  { timestamps, signature }: CmsSigner,
  roots: readonly SigstoreRoot[],
  { nowMs, effort }: TimeContext,
): SigningTime | null {
  if (roots.length === 0 || timestamps.length === 0) return null
  for (const _stamp of timestamps) effort.spend()
  const time = stampedTime(timestamps, signature, roots, nowMs)
  return time.proven ? { proven: true, timeMs: time.timeMs, path: [time.stamper] } : time
}

/** What does not verify counts as not there: anybody can take a stamp away, or put a bad one in. */
function timeOf(token: DerElement, ...context: readonly [Uint8Array, Keyring, number, Effort]): SigningTime {
  try {
    const read = readable('TC3313', 'a time stamp in DER', () => readBareToken(token))
    const path = readable('TC3313', 'a time stamp in DER', () => pathOf(read, ...context))
    return { proven: true, timeMs: read.timeMs, path }
  } catch (error) {
    if (!(error instanceof Unverified)) throw error
    const { expected, found } = error.finding
    return { proven: false, why: `a time stamp that does not count: expected ${expected}, found ${found}` }
  }
}

function pathOf(
  { signedData, timeMs, imprint }: TimestampToken,
  signature: Uint8Array,
  keyring: Keyring,
  nowMs: number,
  effort: Effort,
): Path {
  const expected = digestBy(imprint.algorithm, signature)
  const isOfThis = expected?.equals(imprint.digest) === true
  expect(isOfThis, 'TC3313', 'a time stamp of this signature', 'one of something else')
  const isPast = timeMs <= nowMs + CLOCK_SKEW_SECONDS * 1000
  expect(isPast, 'TC3313', 'a time stamp of the past', new Date(timeMs).toUTCString())
  const certificates = signedData.certificates.map(readCertificate)
  const stamper = certificates.find((each) => isNamed(each, signedData.signer.id))
  expect(stamper !== undefined, 'TC3313', 'the certificate of the time stamp’s signer', 'none')
  expect(mayStamp(stamper), 'TC3313', 'a certificate for time stamps alone', 'another')
  checkEnd(stamper, TIME_STAMPING)
  effort.spend()
  const isSigned = isSignedByCertificate(signedData, stamper)
  expect(isSigned, 'TC3313', 'a time stamp that its authority signed', 'a signature that does not fit')
  return findPath(stamper, questionOf(certificates, keyring, timeMs, nowMs), effort)
}

function questionOf(intermediates: readonly Certificate[], keyring: Keyring, timeMs: number, nowMs: number) {
  const { authorities, revocationLists } = keyring
  const revocations = { files: revocationLists, nowMs }
  return { intermediates, anchors: authorities, revocations, purpose: TIME_STAMPING, timeMs }
}
