import type { StoredKey } from '../sources/index.ts'
import { painter, safeText, timeText } from '../verdict/index.ts'
import type { Cli } from './cli.ts'

/** A key in its keyring. */
export type KeyView = StoredKey

/** A key for programs: everything but its armored text. */
export function keyJson({ keyring, key }: KeyView): object {
  const { fingerprint, owner, expiresAt, revoked } = key
  return { keyring, fingerprint, owner, expiresAt, revoked }
}

/** A key in one line: fingerprint, keyring, owner, and what is amiss with it. */
export function keyLine({ keyring, key }: KeyView, cli: Cli): string {
  const state = stateOf(key, cli)
  return `${key.fingerprint}  ${keyring}  ${safeText(key.owner)}${state === '' ? '' : `  ${state}`}`
}

function stateOf({ expiresAt, revoked }: KeyView['key'], { colour, now }: Cli): string {
  const paint = painter(colour)
  if (revoked) return paint('bad', 'revoked')
  if (expiresAt === null) return ''
  const expired = expiresAt <= now()
  return expired
    ? paint('bad', `expired ${timeText(expiresAt)}`)
    : paint('faint', `until ${timeText(expiresAt)}`)
}
