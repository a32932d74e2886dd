import { namesIssuer, isWithin, type Certificate } from '../../../trust/index.ts'
import { MAX_PATH_CERTIFICATES } from '../../limits.ts'
import { readable } from '../../read-json.ts'
import { expect, Unverified } from '../../unverified.ts'
import { checkAuthority, shortName } from './check-authority.ts'
import { checkRevocation, type Revocations } from './check-revocation.ts'
import type { Effort } from './effort.ts'

/** From which certificates a path is built, and for what. */
export interface PathQuestion {
  /** Certificates of CAs that came along: nobody's word but their signers'. */
  readonly intermediates: readonly Certificate[]
  readonly anchors: readonly Certificate[]
  readonly revocations: Revocations
  /** Object identifier of an extended key usage that every CA must be open to; null for any. */
  readonly purpose: string | null
  /** When everything must have been valid: milliseconds, of which the seconds count (RFC 5280 §4.1.2.5). */
  readonly timeMs: number
  /** CAs between signer and anchor that didn't issue themselves. */
  readonly maxIntermediates?: number
}

/** The certificate's path, itself first and the anchor last. */
export type Path = readonly Certificate[]

/**
 * Finds a path to an anchor (RFC 5280 §6, RFC 4158), depth first; each step is checked in full before the next, and another
 * road is tried where one fails. Throws `Unverified` with what stopped the longest of them: TC3312 where nobody issued it,
 * TC3313 for a time, TC3314 revoked, TC3316 without a list, TC3318 and TC3319 for what a CA may not do.
 */
export function findPath(certificate: Certificate, question: PathQuestion, effort: Effort): Path {
  checkTime(certificate, question.timeMs)
  const failures: Failure[] = []
  const found = search([certificate], question, effort, failures)
  if (found !== null) return found
  const furthest = failures.toSorted((a, b) => b.depth - a.depth)[0]
  throw furthest?.reason ?? noIssuer(certificate)
}

interface Failure {
  readonly depth: number
  readonly reason: Unverified
}

function search(path: Path, question: PathQuestion, effort: Effort, failures: Failure[]): Path | null {
  const last = path.at(-1)
  if (last === undefined) return null
  for (const anchor of candidates(last, question.anchors, effort)) {
    const whole = [...path, anchor]
    const step = attempt(path.length + 1, failures, () => {
      extend(path, anchor, question, effort)
      checkRevocation(whole, question.revocations, effort)
    })
    if (step) return whole
  }
  for (const next of candidates(last, question.intermediates, effort)) {
    if (path.some((each) => isSame(each, next))) continue
    const step = attempt(path.length, failures, () => {
      extend(path, next, question, effort)
      checkLength([...path, next], question)
    })
    const found = step ? search([...path, next], question, effort, failures) : null
    if (found !== null) return found
  }
  return null
}

function candidates(last: Certificate, among: Path, effort: Effort): Path {
  return among.filter((each) => {
    effort.step()
    return readable('TC3319', 'key ids in DER', () => namesIssuer(last, each))
  })
}

/** Cheapest first: a signature is verified where all else is well. */
function extend(path: Path, authority: Certificate, question: PathQuestion, effort: Effort): void {
  checkTime(authority, question.timeMs)
  checkAuthority(authority, path, question.purpose)
  const last = path.at(-1)
  const isSigned = last !== undefined && effort.isSignedBy(last, authority)
  expect(
    isSigned,
    'TC3312',
    `a certificate signed by ${shortName(authority)}`,
    'a signature that does not fit',
  )
}

function checkLength(path: Path, { maxIntermediates = MAX_PATH_CERTIFICATES - 2 }: PathQuestion): void {
  const count = path.slice(1).filter(({ issuer, subject }) => !Buffer.from(issuer).equals(subject)).length
  const isShort = count <= maxIntermediates && path.length < MAX_PATH_CERTIFICATES
  expect(isShort, 'TC3319', `at most ${maxIntermediates} CAs between signer and authority`, 'more')
}

/** True where nothing was thrown; what was is kept. A budget that is used up ends everything, by its own way. */
function attempt(depth: number, failures: Failure[], step: () => void): boolean {
  try {
    step()
    return true
  } catch (error) {
    if (!(error instanceof Unverified)) throw error
    failures.push({ depth, reason: error })
    return false
  }
}

/** The same CA by another certificate leads round in a circle (RFC 4158 §2.4.2). */
function isSame(one: Certificate, other: Certificate): boolean {
  return Buffer.from(one.subject).equals(other.subject) && Buffer.from(one.spki).equals(other.spki)
}

/** RFC 5280 §6.1.3 a 2. Throws `Unverified` TC3313. */
function checkTime(certificate: Certificate, timeMs: number): void {
  const { valid } = certificate
  const seconds = Math.floor(timeMs / 1000) * 1000
  const [from, to] = [valid.startMs, valid.endMs].map((ms) => new Date(ms).toUTCString())
  expect(
    isWithin(valid, seconds),
    'TC3313',
    `a time between ${from} and ${to}, for ${shortName(certificate)}`,
    new Date(seconds).toUTCString(),
  )
}

function noIssuer(certificate: Certificate): Unverified {
  return new Unverified('TC3312', 'a certificate that leads to a CA of a keyring', shortName(certificate))
}
