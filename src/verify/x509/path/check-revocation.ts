import {
  CRL_SIGN,
  keyUsage,
  subjectKeyId,
  type Certificate,
  type RevocationFile,
  type RevocationList,
} from '../../../trust/index.ts'
import { encodeHex } from '../../../encoding/index.ts'
import { readable } from '../../read-json.ts'
import { expect } from '../../unverified.ts'
import { shortName } from './check-authority.ts'
import type { Effort } from './effort.ts'

/** Lists of revoked certificates, and when they must be current: now, whenever the signature was made. */
export interface Revocations {
  readonly files: readonly RevocationFile[]
  readonly nowMs: number
}

/**
 * That nobody on the path was revoked (RFC 5280 §6.3). Without any file nothing is known and nothing asked for; with one,
 * every issuer on the path needs a whole and current list. A list that names a certificate counts also when it is old, or is
 * about some only. Throws `Unverified`: TC3314 revoked, TC3316 where it can't be told.
 */
export function checkRevocation(
  path: readonly Certificate[],
  { files, nowMs }: Revocations,
  effort: Effort,
): void {
  if (files.length === 0) return
  const broken = files.find(({ list }) => list === null)
  expect(
    broken === undefined,
    'TC3316',
    'lists of revoked certificates that can be read',
    `\`${broken?.file}\``,
  )
  const lists = files.flatMap(({ list }) => list ?? [])
  path.forEach((certificate, at) => {
    const issuer = path[at + 1]
    if (issuer !== undefined) checkOne(certificate, issuer, listsOf(issuer, lists, effort), nowMs)
  })
}

function checkOne(
  certificate: Certificate,
  issuer: Certificate,
  lists: readonly RevocationList[],
  nowMs: number,
): void {
  const serial = encodeHex(certificate.serial)
  const isRevoked = lists.some(({ revoked }) => revoked.has(serial))
  expect(!isRevoked, 'TC3314', `${shortName(certificate)} in use`, `revoked by ${shortName(issuer)}`)
  const whole = lists.filter(({ isWhole }) => isWhole)
  const expected = `a list of what ${shortName(issuer)} revoked`
  expect(whole.length > 0, 'TC3316', expected, 'none')
  const current = whole.filter(
    ({ thisUpdateMs, nextUpdateMs }) => thisUpdateMs <= nowMs && nowMs <= nextUpdateMs,
  )
  const latest = Math.max(...whole.map(({ nextUpdateMs }) => nextUpdateMs))
  expect(current.length > 0, 'TC3316', `${expected}, current`, `one until ${new Date(latest).toUTCString()}`)
  // RFC 5280 §3.3: once it expired, a revoked certificate may be dropped from the list.
  const { endMs } = certificate.valid
  const isKept = ({ keepsExpiredSinceMs: since }: RevocationList): boolean => since !== null && since <= endMs
  expect(
    endMs >= nowMs || current.some(isKept),
    'TC3316',
    `${expected} that keeps those which expired (expiredCertsOnCRL)`,
    `one that may have dropped ${shortName(certificate)}`,
  )
}

/** RFC 5280 §6.3.3 b, f: by name, key id and signature, with the usage for it. */
function listsOf(
  issuer: Certificate,
  lists: readonly RevocationList[],
  effort: Effort,
): readonly RevocationList[] {
  const [keyId, usage] = readable('TC3319', 'extensions in DER', () => [
    subjectKeyId(issuer),
    keyUsage(issuer),
  ])
  if (keyId === null || ((usage ?? 0) & CRL_SIGN) === 0) return []
  return lists.filter(
    (list) =>
      Buffer.from(list.issuer).equals(issuer.subject) &&
      Buffer.from(list.authorityKeyId).equals(keyId) &&
      effort.isSignedBy(list, issuer),
  )
}
