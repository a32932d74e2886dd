import { encodeHex } from '../../encoding/index.ts'
import type { SigstoreRoot, ValidityWindow } from '../../trust/index.ts'
import type { LogEntry, Publisher } from '../../verdict/index.ts'
import { CLOCK_SKEW_SECONDS } from '../limits.ts'
import { expect, Unverified } from '../unverified.ts'
import { checkSignature } from './check-signature.ts'
import { checkLogBody, checkLogged, checkLogValidAt, proveLogged, type LoggedEntry } from './log/index.ts'
import type { Platform } from './identity/index.ts'
import type { SignedBundle } from './signed-bundle.ts'
import { signersOf, type Signatory } from './signatory.ts'
import { provenTimes } from './timestamp/index.ts'

/** What a bundle that verifies has proven. */
export interface Proven {
  readonly publisher: Publisher
  /** What the build platform says of the job that signed; null where no platform did. */
  readonly platform: Platform | null
  readonly trustRoot: string
  readonly log: readonly LogEntry[]
  /** Seconds since the epoch, UTC: the earliest proven time. */
  readonly signedAt: number
}

/**
 * Verifies a signature by a short-lived certificate or a trusted key (Sigstore client specification, «verification»),
 * under the first root that it holds under. What costs a signature comes after what costs none. `now` in seconds.
 * Throws `Unverified`.
 */
export function verifyBundle(bundle: SignedBundle, roots: readonly SigstoreRoot[], now: number): Proven {
  let failure: Unverified | null = null
  for (const signatory of signersOf(bundle.signer, roots)) {
    try {
      return verifyBy(signatory, bundle, now)
    } catch (error) {
      if (!(error instanceof Unverified)) throw error
      failure ??= error
    }
  }
  throw failure ?? new Unverified('TC2114', 'an authority that is trusted', 'none')
}

function verifyBy(signatory: Signatory, bundle: SignedBundle, now: number): Proven {
  const { root } = signatory
  signatory.checkPurpose()
  checkSignature(signatory.key, bundle.content)
  const logged = checkLogged(bundle, root)
  for (const { entry } of logged) checkLogBody(entry, bundle.content, signatory.verifier)
  const times = timesOf(bundle, root)
  for (const timeMs of times.promised) signatory.checkValidAt(timeMs)
  for (const timeMs of times.stamped) checkStampInTime(signatory.valid, timeMs)
  signatory.checkLogged()
  for (const entry of logged) proveLogged(entry)
  for (const timeMs of [...times.promised, ...times.stamped]) {
    checkNotLater(timeMs, now)
    signatory.checkValidAt(timeMs)
    for (const entry of logged) checkLogValidAt(entry, timeMs)
  }
  return {
    ...signatory.identity(),
    trustRoot: root.name,
    log: logged.map((each) => toLogEntry(each, root)),
    signedAt: Math.floor(Math.min(...times.promised, ...times.stamped) / 1000),
  }
}

/** Milliseconds. */
interface Times {
  /** What logs promised: proven only once their promises are, but looked at before, so that a wrong one is named as such. */
  readonly promised: readonly number[]
  readonly stamped: readonly number[]
}

/** Throws `Unverified` TC2120 where nobody but the signer would say when it was. */
function timesOf({ entries, timestamps, content }: SignedBundle, root: SigstoreRoot): Times {
  const promised = entries.flatMap(({ promise, integratedTime }) =>
    promise === null || integratedTime === null ? [] : [Number(integratedTime) * 1000],
  )
  expect(promised.length + timestamps.length > 0, 'TC2120', 'a proven time of signing', 'none')
  const distinct = new Set(entries.map(({ logId, logIndex }) => `${encodeHex(logId)} ${logIndex}`))
  expect(distinct.size === entries.length, 'TC2120', 'different log entries', 'the same twice')
  return { promised, stamped: provenTimes(timestamps, content.signature, root.timestampAuthorities) }
}

function checkStampInTime({ startMs, endMs }: ValidityWindow, timeMs: number): void {
  expect(
    timeMs >= startMs && timeMs <= endMs,
    'TC2120',
    `a time stamp between ${new Date(startMs).toUTCString()} and ${new Date(endMs).toUTCString()}`,
    new Date(timeMs).toUTCString(),
  )
}

function checkNotLater(timeMs: number, now: number): void {
  expect(
    timeMs <= (now + CLOCK_SKEW_SECONDS) * 1000,
    'TC2120',
    'a time of signing that has come',
    new Date(timeMs).toUTCString(),
  )
}

/** Only what the log signed: an index or a time without its promise is anybody's word. */
function toLogEntry({ entry }: LoggedEntry, root: SigstoreRoot): LogEntry {
  const { promise, proof, logIndex, integratedTime } = entry
  const isPromised = promise !== null
  return {
    log: root.name,
    index: isPromised ? logIndex : (proof?.index ?? logIndex),
    integratedTime: isPromised && integratedTime !== null ? Number(integratedTime) : null,
  }
}
