import { sha256Of } from '../../encoding/index.ts'
import { certificateId, CODE_SIGNING, type Certificate, type Keyring, type Trust } from '../../trust/index.ts'
import { CLOCK_SKEW_SECONDS } from '../limits.ts'
import type { SignatureContext } from '../signature-outcome.ts'
import { saying } from '../saying.ts'
import { standingCheck } from '../standing/index.ts'
import { expect, Unverified } from '../unverified.ts'
import type { CmsSigner } from './cms/read-signer.ts'
import { checkEnd } from './path/check-end.ts'
import type { Effort } from './path/effort.ts'
import { findPath, type Path } from './path/find-path.ts'
import { signingTime, timeByRoots, type SigningTime } from './signing-time.ts'

/** `effort` is shared by all evidence of an artifact. */
export interface CmsContext extends SignatureContext {
  /** Trust roots for their time stamp authorities alone: they certify nobody here. */
  readonly trust: Pick<Trust, 'sigstore' | 'keyrings' | 'standings'>
  readonly effort: Effort
}

/** Revoked by its CA, or by somebody who may say so of keys. */
const REVOKED: ReadonlySet<string> = new Set(['TC3314', 'TC3503'])

/** Who vouches for a signer. */
export interface Certified {
  /** Names of the keyrings whose authority certified the signer, for code signing, at the time that counts. */
  readonly keyrings: readonly string[]
  /** When the signature was proven to exist, ms; null where nobody proved it and now counts. */
  readonly provenMs: number | null
  /** From then on it may be otherwise, ms: a certificate or a list of revoked ones runs out. */
  readonly recheckMs: number
}

/**
 * Whose authorities certified the signer for signing code, each keyring by itself: its authorities, its lists of revoked
 * certificates, its time stamps and those by authorities of trust roots. A time stamp is the time that counts; else now. Throws `Unverified`: TC3312 to TC3319 with
 * what stopped the keyring that came furthest, TC35 for the state of a key; a certificate that any of them revoked is refused whatever others say.
 */
export function certify(
  signer: CmsSigner,
  certificate: Certificate,
  intermediates: readonly Certificate[],
  context: CmsContext,
): Certified {
  checkEnd(certificate, CODE_SIGNING)
  const asked = context.trust.keyrings.filter(({ authorities }) => authorities.length > 0)
  expect(asked.length > 0, 'TC3312', 'a CA in a keyring (`trustctl keys import`)', 'none in any')
  const { trust, now, effort } = context
  const byRoots = timeByRoots(signer, trust.sigstore, { nowMs: now * 1000, effort })
  const outcomes = asked.map((keyring) =>
    attempt(() => certifyBy({ keyring, byRoots }, signer, certificate, intermediates, context)),
  )
  const failures = outcomes.filter((each) => each instanceof Unverified)
  const found = outcomes.flatMap((each) => (each instanceof Unverified ? [] : [each]))
  const revoked = failures.find(({ code }) => REVOKED.has(code))
  const failure = revoked ?? failures.find(({ code }) => code !== 'TC3312') ?? failures[0]
  if (failure !== undefined && (revoked !== undefined || found.length === 0)) throw failure
  const proven = found.flatMap(({ provenMs }) => provenMs ?? [])
  return {
    keyrings: found.flatMap((each) => each.keyrings),
    provenMs: proven.length === 0 ? null : Math.min(...proven),
    recheckMs: Math.min(...found.map(({ recheckMs }) => recheckMs)),
  }
}

function certifyBy(
  { keyring, byRoots }: { readonly keyring: Keyring; readonly byRoots: SigningTime | null },
  signer: CmsSigner,
  certificate: Certificate,
  intermediates: readonly Certificate[],
  { trust, now, effort }: CmsContext,
): Certified {
  const nowMs = now * 1000
  const { authorities, revocationLists, name } = keyring
  checkClaim(signer, nowMs)
  const time = signingTime(signer, { keyring, byRoots }, { nowMs, effort })
  const question = {
    intermediates,
    anchors: authorities,
    revocations: { files: revocationLists, nowMs },
    purpose: CODE_SIGNING,
    timeMs: time.proven ? time.timeMs : nowMs,
  }
  const path = sayingWhy(time.proven ? null : time.why, () => findPath(certificate, question, effort))
  const provenMs = time.proven ? time.timeMs : null
  // The stamp's own path too: a stamp by an authority that was lost proves no time.
  const stampers = time.proven ? time.path : []
  const check = standingCheck(trust.standings, nowMs)
  const flaw = check(namesOf(path), provenMs) ?? check(namesOf(stampers), provenMs)
  if (flaw !== null) throw time.proven ? flaw : saying(flaw, time.why)
  const ends = [...path, ...(time.proven ? time.path : [])].map(({ valid }) => valid.endMs)
  const lists = revocationLists.flatMap(({ list }) => list?.nextUpdateMs ?? [])
  return {
    keyrings: [name],
    provenMs,
    recheckMs: Math.min(...[...ends, ...lists].filter((ms) => ms >= nowMs)) + 1,
  }
}

/** By which a key's state may call any of them: the certificate's sha256, or its key's. */
function namesOf(path: Path): readonly string[] {
  return path.flatMap((each) => [certificateId(each), sha256Of(each.spki)])
}

/** Nobody signs tomorrow. */
function checkClaim({ attributes }: CmsSigner, nowMs: number): void {
  const claimed = attributes?.signingTimeMs ?? 0
  const isPast = claimed <= nowMs + CLOCK_SKEW_SECONDS * 1000
  expect(isPast, 'TC3313', 'a signing time of the past', new Date(claimed).toUTCString())
}

/** A refusal for a time says also why no time stamp helped. */
function sayingWhy<Value>(why: string | null, look: () => Value): Value {
  try {
    return look()
  } catch (error) {
    if (!(error instanceof Unverified) || error.code !== 'TC3313' || why === null) throw error
    throw saying(error, why)
  }
}

function attempt(look: () => Certified): Certified | Unverified {
  try {
    return look()
  } catch (error) {
    if (error instanceof Unverified) return error
    throw error
  }
}
