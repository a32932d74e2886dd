import type { SigstoreRoot } from '../../trust/index.ts'
import type { LogEntry, Publisher } from '../../verdict/index.ts'
import { CLOCK_SKEW_SECONDS } from '../limits.ts'
import { expect } from '../unverified.ts'
import { checkPurpose, checkValidAt, issuersOf } from './check-certificate.ts'
import { checkLogged, checkLogValidAt } from './check-log.ts'
import { checkSignature } from './check-signature.ts'
import { verifyWithLibrary } from './library.ts'
import { checkLogBody } from './log-body.ts'
import { publisherOf } from './publisher.ts'
import type { SignedBundle } from './signed-bundle.ts'
import { readSigningCertificate } from './signing-certificate.ts'

/** What a bundle that verifies has proven. */
export interface Proven {
  readonly publisher: Publisher
  readonly trustRoot: string
  readonly log: readonly LogEntry[]
  /** Seconds since the epoch, UTC: the earliest proven time. */
  readonly signedAt: number
}

/**
 * Verifies a signature by a short-lived certificate (Sigstore client specification, «verification»). Our own checks
 * run first: they close what the library leaves open, and they tell the reasons apart. `now` in seconds.
 * Throws `Unverified`.
 */
export async function verifyBundle(
  bundle: SignedBundle,
  roots: readonly SigstoreRoot[],
  now: number,
): Promise<Proven> {
  const certificate = readSigningCertificate(bundle.certificate)
  const issuers = issuersOf(certificate, roots)
  const [{ root } = { root: undefined }] = issuers
  expect(root !== undefined, 'TC2114', 'an authority that is trusted', 'none')
  checkPurpose(certificate)
  checkSignature(certificate.publicKey, bundle.content)
  const logged = checkLogged(bundle.entries, root)
  for (const { entry } of logged) checkLogBody(entry, bundle)
  for (const timeMs of claimedTimes(bundle)) checkValidAt(certificate, issuers, timeMs)
  const times = await verifyWithLibrary(bundle, root)
  for (const timeMs of times) {
    checkNotLater(timeMs, now)
    checkValidAt(certificate, issuers, timeMs)
    for (const entry of logged) checkLogValidAt(entry, timeMs)
  }
  const [earliest] = times.toSorted((a, b) => a - b)
  expect(earliest !== undefined, 'TC2120', 'a proven time of signing', 'none')
  const log = logged.map(({ entry: { logIndex: index, integratedTime } }) => ({
    log: root.name,
    index,
    integratedTime,
  }))
  return {
    publisher: publisherOf(certificate),
    trustRoot: root.name,
    log,
    signedAt: Math.floor(earliest / 1000),
  }
}

/** Times that are yet to be proven: looked at before, so that a wrong one is named as such. Throws `Unverified` TC2120. */
function claimedTimes({ entries, timestamps }: SignedBundle): readonly number[] {
  const times = entries.flatMap(({ promise, integratedTime }) =>
    promise === null || integratedTime === null ? [] : [integratedTime * 1000],
  )
  expect(times.length + timestamps.length > 0, 'TC2120', 'a proven time of signing', 'none')
  return times
}

function checkNotLater(timeMs: number, now: number): void {
  expect(
    timeMs <= (now + CLOCK_SKEW_SECONDS) * 1000,
    'TC2120',
    'a time of signing that has come',
    new Date(timeMs).toUTCString(),
  )
}
