import { CLOCK_SKEW_SECONDS } from '../limits.ts'
import { expect, Unverified } from '../unverified.ts'
import type { Candidate } from './find-key.ts'
import { fits } from './fits.ts'
import { fitsOnce, type SubkeyPart } from './key-parts.ts'
import type { OpenPgp } from './library.ts'
import { checkPrimaryRevocation, checkSubkeyRevocation } from './revocation.ts'
import { SIGNATURE_TYPE, type Signature } from './signature.ts'
import { flawOf, primaryStatement, subkeyStatement, type Look, type StatementFound } from './statement.ts'
import { checkStrength } from './strength.ts'

/** Both in ms since the epoch. What the signer claims can only refuse: it proves nothing. */
export interface Times {
  readonly claimedMs: number
  readonly nowMs: number
}

/**
 * That the key may sign: not revoked (TC3114), strong and bound by strong signatures (TC3115) that are understood (TC3117),
 * in its time, now and when the signature claims to be made (TC3113), older than the signature (TC3119), and made for
 * signing, a subkey by its own consent too (TC3118). Returns until when that holds, ms since the epoch or Infinity.
 * Throws `Unverified`.
 */
export async function checkKey(openpgp: OpenPgp, candidate: Candidate, times: Times): Promise<number> {
  const { imported, parts, subkey, copies } = candidate
  const name = `key ${imported.fingerprint}`
  await checkPrimaryRevocation(openpgp, copies, name)
  checkStrength(openpgp, parts.primary, name)
  checkBirth(parts.primary.created, times, name)
  const allowSha1 = imported.allowUnsafeSelfSignatures === true
  const atMs = times.nowMs + CLOCK_SKEW_SECONDS * 1000
  const look = { openpgp, parts, allowSha1, name, atMs }
  const { maySign, endMs } = await inForce(look, primaryStatement, times)
  if (subkey !== null) return Math.min(endMs, await checkSubkey(candidate, subkey, look, times))
  expect(maySign === true, 'TC3118', `${name} made for signing`, purpose(maySign))
  return endMs
}

async function checkSubkey(
  { copies }: Candidate,
  subkey: SubkeyPart,
  whole: Look,
  times: Times,
): Promise<number> {
  const { openpgp, parts } = whole
  const name = `subkey ${subkey.key.getFingerprint().toUpperCase()}`
  await checkSubkeyRevocation(openpgp, copies, subkey, name)
  checkStrength(openpgp, subkey.key, name)
  checkBirth(subkey.key.created, times, name)
  const look = { ...whole, name }
  const { maySign, endMs, signature } = await inForce(look, (each) => subkeyStatement(each, subkey), times)
  expect(maySign === true, 'TC3118', `${name} made for signing`, purpose(maySign))
  const consents = await consentsOf(look, subkey, signature)
  const sound = consents.find((consent) => flawOf(look, consent) === null)
  if (sound !== undefined) return Math.min(endMs, sound.expiresMs)
  const flaws = consents.flatMap((consent) => flawOf(look, consent) ?? [])
  throw (
    flaws[0] ??
    new Unverified(
      'TC3118',
      `${name} that signed for belonging to ${parts.primary.getFingerprint().toUpperCase()}`,
      'no such signature by it: anybody can bind a stranger’s key to their own',
    )
  )
}

/** The subkey's own signatures over being bound (RFC 9580 §5.2.1.9, §5.2.3.34), which the binding carries. */
async function consentsOf(
  { openpgp, parts, atMs }: Look,
  { key, signed }: SubkeyPart,
  binding: Signature,
): Promise<readonly Signature[]> {
  const found: Signature[] = []
  for (const consent of binding.embedded) {
    if (consent.createdMs > atMs) continue
    const work = () => fits(openpgp, consent, key, SIGNATURE_TYPE.primaryBinding, signed)
    if (await fitsOnce(parts, consent, work)) found.push(consent)
  }
  return found
}

/** The statement in force now; the one of the claimed time, where there was one, must not have run out by then. */
async function inForce(
  look: Look,
  statementAt: (look: Look) => Promise<StatementFound>,
  { nowMs, claimedMs }: Times,
) {
  const { name, parts, atMs } = look
  const now = await statementAt(look)
  if (now instanceof Unverified) throw now
  if (now === null) {
    const isEarly = parts.all.some(({ createdMs }) => createdMs > atMs)
    const words = isEarly ? 'one in the future' : 'none that fits'
    throw new Unverified(isEarly ? 'TC3119' : 'TC3118', `a signature by its owner that binds ${name}`, words)
  }
  expect(now.endMs > nowMs, 'TC3113', `${name} in its time`, expired(now.endMs))
  const then = await statementAt({ ...look, atMs: claimedMs })
  if (then instanceof Unverified && then.code === 'TC3113') throw then
  const endThenMs = then === null || then instanceof Unverified ? Infinity : then.endMs
  expect(
    endThenMs > claimedMs,
    'TC3113',
    `${name} in its time when the signature was made`,
    expired(endThenMs),
  )
  return now
}

function checkBirth(created: Date, { claimedMs }: Times, name: string): void {
  const found = `made on ${created.toUTCString()}`
  expect(created.getTime() <= claimedMs, 'TC3119', `${name} older than its signature`, found)
}

const expired = (ms: number): string => `expired on ${Number.isFinite(ms) ? new Date(ms).toUTCString() : ''}`

const purpose = (maySign: boolean | null): string =>
  maySign === null ? 'not a word about what it is for' : 'one for other purposes'
