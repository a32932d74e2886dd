import {
  binding,
  certificate,
  certification,
  DAY,
  detached,
  FLAG,
  newKey,
  NOW,
  part,
  subkeyPacket,
  subkeyRevocation,
  user,
  userRevocation,
  YEAR,
  type ForgedKey,
  type SignatureWish,
} from './forge.ts'
import type { OpenPgpCase } from './openpgp-case.ts'

const group = 'revocations'
const BEFORE = NOW - 1.5 * YEAR

/** A subkey signs, whose key has this behind the binding. */
const subkeyRevoked = (wish: Partial<SignatureWish>, at: number, later: readonly number[] = []) => {
  const [primary, subkey] = [newKey(), newKey()]
  const key = certificate(
    primary,
    user(primary),
    subkeyPacket(subkey),
    binding(primary, subkey),
    subkeyRevocation(primary, subkey, wish),
    ...later.map((bound) => binding(primary, subkey, { at: bound })),
  )
  return { keys: [key], signature: detached({ by: subkey, at }) }
}

const withParts = (parts: (primary: ForgedKey) => readonly Buffer[], at = NOW - DAY) => {
  const primary = newKey()
  return { keys: [certificate(primary, ...parts(primary))], signature: detached({ by: primary, at }) }
}

/** Of subkeys and user ids. */
export const PART_REVOCATION_CASES: readonly OpenPgpCase[] = [
  {
    group,
    name: 'subkey: hard, signature that says it is older',
    right: ['TC3114'],
    differs: { gpgv: 'looks at no revocations' },
    make: () => subkeyRevoked({ more: [part.reason(2)] }, BEFORE),
  },
  {
    group,
    name: 'subkey: soft, signature later',
    right: ['TC3114'],
    differs: { gpgv: 'looks at no revocations' },
    make: () => subkeyRevoked({ more: [part.reason(1)] }, NOW - DAY),
  },
  {
    group,
    name: 'subkey: soft, signature that says it is older',
    right: ['TC3114'],
    differs: { gpgv: 'looks at no revocations', sq: 'believes the time that the signature claims' },
    make: () => subkeyRevoked({ more: [part.reason(1)] }, BEFORE),
  },
  {
    group,
    name: 'subkey: soft, then bound again',
    right: ['TC3114'],
    differs: {
      gpgv: 'looks at no revocations',
      sq: 'takes a newer self-signature for the end of a soft revocation',
    },
    make: () => subkeyRevoked({ more: [part.reason(3)] }, NOW - DAY, [NOW - YEAR / 2]),
  },
  {
    group,
    name: 'subkey: another one is revoked',
    right: ['ok'],
    make: () => {
      const [primary, subkey, other] = [newKey(), newKey(), newKey()]
      const key = certificate(
        primary,
        user(primary),
        subkeyPacket(subkey),
        binding(primary, subkey),
        subkeyPacket(other),
        subkeyRevocation(primary, other),
        binding(primary, other),
      )
      return { keys: [key], signature: detached({ by: subkey }) }
    },
  },
  {
    group,
    name: 'user id: one of two is revoked',
    right: ['ok'],
    make: () =>
      withParts((key) => [
        user(key),
        userRevocation(key),
        user(key, { more: [part.flags(FLAG.certify | FLAG.sign)] }, 'Dana <dana@home.example>'),
      ]),
  },
  {
    group,
    name: 'user id: the only one is revoked',
    right: ['TC3114'],
    differs: { gpgv: 'looks at no revocations', sq: 'looks at the key, not at its user ids' },
    make: () => withParts((key) => [user(key), userRevocation(key)]),
  },
  {
    group,
    name: 'user id: revoked, then certified again',
    right: ['ok'],
    make: () =>
      withParts((key) => [user(key), userRevocation(key), certification(key, { at: NOW - YEAR / 2 })]),
  },
]
