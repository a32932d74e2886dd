import { keyStateAt, type KeyPurpose, type KeyRecord } from '../../trust/index.ts'
import { KeysError } from './keys-error.ts'

/**
 * That a key may sign for this purpose now (seconds): its own calendar and what a person made of it. Throws `KeysError` `revoked`,
 * `state` or `purpose`.
 */
export function checkMaySign(record: KeyRecord, purpose: KeyPurpose, now: number): void {
  const { fingerprint, holder, successor } = record
  const name = `key ${fingerprint} of ${holder}`
  const next = successor === undefined ? 'trustctl keys new --help' : `trustctl sign --key ${successor} FILE`
  const state = keyStateAt(record, now)
  if (state === 'revoked')
    throw new KeysError('revoked', { message: `${name} is revoked: it signs nothing`, hint: next })
  if (state === 'pending') {
    throw new KeysError('state', {
      message: `${name} is pending: it signs from ${dayText(record.notBefore)} on`,
      hint: `trustctl keys show ${fingerprint}`,
    })
  }
  if (state === 'verify-only' || state === 'retired') {
    const since = now >= record.signUntil ? ` since ${dayText(record.signUntil)}` : ''
    throw new KeysError('state', { message: `${name} is ${state}${since}: it signs no more`, hint: next })
  }
  if (!record.purpose.includes(purpose)) {
    throw new KeysError('purpose', {
      message: `${name} is for ${record.purpose.join(', ')}, and not for ${purpose}`,
      hint: 'trustctl keys list',
    })
  }
}

/** The day of an instant (seconds), in UTC. */
export function dayText(at: number): string {
  return new Date(at * 1000).toISOString().slice(0, 10)
}
