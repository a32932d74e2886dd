import { expect } from '../unverified.ts'
import type { Candidate } from './find-key.ts'
import { allowUnsafeHashes, allowUnsafeSha1, strictConfig, type OpenPgp } from './library.ts'

/**
 * That the key may sign now: not revoked (TC3114), not expired (TC3113), its own signatures and those that bind the
 * subkey good and by strong algorithms (TC3115), allowed to sign (TC3111). Judged at `date`, never at the time that
 * the signer claims. Throws `Unverified`.
 */
export async function checkKey(openpgp: OpenPgp, candidate: Candidate, date: Date): Promise<void> {
  const { imported, key, signer } = candidate
  const unsafe = allowUnsafeHashes(openpgp)
  const name = `key ${imported.fingerprint}`
  expect(!(await isRevoked(candidate, date, unsafe)), 'TC3114', `${name} in use`, 'a revocation of it')
  const expiry = await expiryOf(candidate, unsafe)
  expect(
    expiry === null || expiry > date.getTime(),
    'TC3113',
    `${name} in its time`,
    `expired on ${new Date(expiry ?? 0).toUTCString()}`,
  )
  const config = imported.allowUnsafeSelfSignatures === true ? allowUnsafeSha1 : strictConfig
  if (await maySign(candidate, date, config(openpgp))) return
  const isWeak = await maySign(candidate, date, unsafe)
  expect(!isWeak, 'TC3115', `${name} bound by strong signatures`, 'SHA-1, MD5 or another weak algorithm')
  const algorithm = signer.getAlgorithmInfo()
  const strength = `${algorithm.algorithm} ${algorithm.bits ?? algorithm.curve ?? ''}`
  expect((algorithm.bits ?? 2048) >= 2048, 'TC3115', `${name} of 2048 bits or more`, strength)
  expect(false, 'TC3111', `${name} made for signing`, `${key.getKeyIDs().length} keys, none that may`)
}

async function isRevoked(
  { key, signer }: Candidate,
  date: Date,
  config: OpenPgp['config'],
): Promise<boolean> {
  // Any revocation counts, whatever date it claims: a thief of the key would date a signature before it.
  const latest = new Date(Math.max(date.getTime(), Date.UTC(2105, 0)))
  if (key.revocationSignatures.length > 0 && (await key.isRevoked(undefined, undefined, latest, config)))
    return true
  if (!('mainKey' in signer)) return false
  const [binding] = signer.bindingSignatures
  return binding !== undefined && signer.isRevoked(binding, signer.keyPacket, latest, config)
}

/** The earlier of both expiry times, ms; null where neither expires. */
async function expiryOf({ key, signer }: Candidate, config: OpenPgp['config']): Promise<number | null> {
  const primary = await key.getExpirationTime(undefined, config)
  const own = 'mainKey' in signer ? await signer.getExpirationTime(undefined, config) : Infinity
  const times = [primary, own].flatMap((time) => (time instanceof Date ? [time.getTime()] : []))
  return times.length === 0 ? null : Math.min(...times)
}

async function maySign({ key, signer }: Candidate, date: Date, config: OpenPgp['config']): Promise<boolean> {
  try {
    const found = await key.getSigningKey(signer.getKeyID(), date, undefined, config)
    return found.getFingerprint() === signer.getFingerprint()
  } catch {
    // The library has no codes for why it refuses a key; the reasons that we name were looked at by themselves.
    return false
  }
}
