import type { KeyStanding } from '../../trust/index.ts'
import { Unverified } from '../unverified.ts'

/**
 * What is said against a signature by a key that has these names (its fingerprint, a subkey's, those of certificates);
 * null for nothing. `provenMs`: when the signature is proven to have been there, by a log or a time stamp and never by its
 * signer; null where nobody proves it.
 */
export type StandingCheck = (names: readonly string[], provenMs: number | null) => Unverified | null

/** The check that follows from what is known of keys, at a time. Names are compared whatever their case. */
export function standingCheck(standings: readonly KeyStanding[], nowMs: number): StandingCheck {
  const byName = Map.groupBy(standings, ({ fingerprint }) => fingerprint)
  return (names, provenMs) => {
    const found = names.flatMap((name) => byName.get(name.toUpperCase()) ?? [])
    const flaws = found.flatMap((standing) => flawOf(standing, provenMs, nowMs) ?? [])
    return flaws.find(({ code }) => code === 'TC3503') ?? flaws[0] ?? null
  }
}

function flawOf(standing: KeyStanding, provenMs: number | null, nowMs: number): Unverified | null {
  return ended(standing, provenMs) ?? outOfTime(standing, provenMs, nowMs)
}

/** A revocation: soft ones leave what is proven to be older, hard ones what is proven to be older than the theft. */
function ended({ ended: end, fingerprint, by }: KeyStanding, provenMs: number | null): Unverified | null {
  if (end === null) return null
  const isOlder = provenMs !== null && end.sinceMs !== null && provenMs < end.sinceMs
  if (isOlder) return null
  const key = `key ${fingerprint}`
  const since = end.sinceMs === null ? 'nothing of it counts' : `it ended on ${timeText(end.sinceMs)}`
  return end.kind === 'hard'
    ? new Unverified(
        'TC3503',
        `${key} not revoked`,
        `revoked as lost or stolen, ${since} (${by}); ${when(provenMs)}`,
      )
    : new Unverified('TC3502', `${key} in use`, `out of use, ${since} (${by}); ${when(provenMs)}`)
}

function outOfTime(standing: KeyStanding, provenMs: number | null, nowMs: number): Unverified | null {
  const { fingerprint, notBeforeMs, signUntilMs, verifyUntilMs, hasCeased, by } = standing
  const key = `key ${fingerprint}`
  const signedMs = provenMs ?? nowMs
  if (nowMs >= verifyUntilMs)
    return new Unverified('TC3505', `${key} before ${timeText(verifyUntilMs)}`, `${timeText(nowMs)} (${by})`)
  if (signedMs < notBeforeMs)
    return new Unverified(
      'TC3501',
      `${key} from ${timeText(notBeforeMs)} on`,
      `${timeText(signedMs)} (${by})`,
    )
  // No proof of a time is no proof of an old one: whoever finds a key that signs no more can write any date.
  if (provenMs === null && (hasCeased || nowMs >= signUntilMs))
    return new Unverified(
      'TC3502',
      `a signature by ${key} that is proven to be from before ${timeText(signUntilMs)}`,
      `it signs no more (${by}); ${when(null)}`,
    )
  if (provenMs !== null && provenMs >= signUntilMs)
    return new Unverified(
      'TC3504',
      `a signature by ${key} before ${timeText(signUntilMs)}`,
      `${timeText(provenMs)} (${by})`,
    )
  return null
}

function when(provenMs: number | null): string {
  return provenMs === null ? 'nobody proves when this was signed' : `this was signed by ${timeText(provenMs)}`
}

function timeText(ms: number): string {
  return new Date(ms).toUTCString()
}
