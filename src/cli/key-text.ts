import { certificateId, nameText, type RevocationList } from '../trust/index.ts'
import type { StoredAuthority, StoredKey, StoredPlainKey } from '../sources/index.ts'
import { painter, safeText, timeText } from '../verdict/index.ts'
import type { Cli } from './cli.ts'

/** A key in its keyring. */
export type KeyView = StoredKey

/** A key for programs: everything but its armored text. */
export function keyJson({ keyring, key }: KeyView): object {
  const { fingerprint, owner, expiresAt, revoked } = key
  return { keyring, type: 'openpgp', fingerprint, owner, expiresAt, revoked }
}

/** A plain key for programs; what OpenPGP keys have and it has not is null. */
export function plainKeyJson({
  keyring,
  key: { key, fingerprint, owner, minisignId },
}: StoredPlainKey): object {
  const base = { keyring, type: 'plain', fingerprint: fingerprint.toUpperCase(), owner }
  return { ...base, expiresAt: null, revoked: false, algorithm: key.kind, minisignId }
}

/** A key in one line: fingerprint, keyring, owner, and what is amiss with it. */
export function keyLine({ keyring, key }: KeyView, cli: Cli): string {
  const state = stateOf(key, cli)
  return `${key.fingerprint}  ${keyring}  ${safeText(key.owner)}${state === '' ? '' : `  ${state}`}`
}

/** A plain key in one line: fingerprint, keyring, owner, and what kind of key it is. */
export function plainKeyLine({ keyring, key }: StoredPlainKey, { colour }: Cli): string {
  const kind = key.minisignId === null ? key.key.kind : `minisign ${key.minisignId}`
  const fingerprint = key.fingerprint.toUpperCase()
  return `${fingerprint}  ${keyring}  ${safeText(key.owner)}  ${painter(colour)('faint', kind)}`
}

/** A CA for programs. */
export function authorityJson({ keyring, certificate }: StoredAuthority): object {
  const { subject, valid } = certificate
  const expiresAt = Math.floor(valid.endMs / 1000)
  return { keyring, sha256: certificateId(certificate), subject: nameText(subject), expiresAt }
}

/** A CA in one line. */
export function authorityLine({ keyring, certificate }: StoredAuthority, cli: Cli): string {
  const state = stateOf({ expiresAt: Math.floor(certificate.valid.endMs / 1000), revoked: false }, cli)
  return `${certificateId(certificate)}  ${keyring}  CA ${safeText(nameText(certificate.subject))}  ${state}`
}

/** A list of revoked certificates for programs; times in seconds since the epoch. */
export function listJson({ issuer, thisUpdateMs, nextUpdateMs, revoked }: RevocationList): object {
  const [thisUpdate, nextUpdate] = [thisUpdateMs, nextUpdateMs].map((ms) => Math.floor(ms / 1000))
  return { issuer: nameText(issuer), thisUpdate, nextUpdate, revoked: revoked.size }
}

/** A list of revoked certificates in one line. */
export function listLine(
  keyring: string,
  { issuer, nextUpdateMs, revoked }: RevocationList,
  cli: Cli,
): string {
  const state = stateOf({ expiresAt: Math.floor(nextUpdateMs / 1000), revoked: false }, cli)
  return `${revoked.size} revoked  ${keyring}  list of ${safeText(nameText(issuer))}  ${state}`
}

function stateOf(
  { expiresAt, revoked }: Pick<KeyView['key'], 'expiresAt' | 'revoked'>,
  { colour, now }: Cli,
): string {
  const paint = painter(colour)
  if (revoked) return paint('bad', 'revoked')
  if (expiresAt === null) return ''
  const expired = expiresAt <= now()
  return expired
    ? paint('bad', `expired ${timeText(expiresAt)}`)
    : paint('faint', `until ${timeText(expiresAt)}`)
}
