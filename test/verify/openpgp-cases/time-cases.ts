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
  user,
  YEAR,
  type ForgedKey,
} from './forge.ts'
import type { OpenPgpCase } from './openpgp-case.ts'

const group = 'times'
const SELF = [part.flags(FLAG.certify | FLAG.sign), part.primaryUser()]

const byPrimary = (at: number, parts: (primary: ForgedKey) => readonly Buffer[], primary = newKey()) => ({
  keys: [certificate(primary, ...parts(primary))],
  signature: detached({ by: primary, at }),
})

/** The key ends after this many seconds. */
const ending = (seconds: number, at?: number) => (primary: ForgedKey) => [
  user(primary, { more: [...SELF, part.keyExpiresAfter(seconds)], at: at ?? primary.created }),
]

const bySubkey = (at: number, also: readonly Parameters<typeof binding>[2][]) => {
  const [primary, subkey] = [newKey(), newKey()]
  const bindings = also.map((wish) => binding(primary, subkey, wish))
  return {
    keys: [certificate(primary, user(primary), subkeyPacket(subkey), ...bindings)],
    signature: detached({ by: subkey, at }),
  }
}

export const TIME_CASES: readonly OpenPgpCase[] = [
  {
    group,
    name: 'key in its time',
    right: ['ok'],
    make: () => byPrimary(NOW - DAY, ending(3 * YEAR)),
  },
  {
    group,
    name: 'key expired, signature later',
    right: ['TC3113'],
    differs: { gpgv: 'looks at no end of a key' },
    make: () => byPrimary(NOW - DAY, ending(YEAR)),
  },
  {
    group,
    name: 'key expired, signature that says it is older',
    right: ['TC3113'],
    differs: { gpgv: 'looks at no end of a key', sq: 'believes the time that the signature claims' },
    make: () => byPrimary(NOW - 1.5 * YEAR, ending(YEAR)),
  },
  {
    group,
    name: 'key expired when the signature was made, and prolonged since',
    right: ['TC3113'],
    differs: { gpgv: 'looks at no end of a key' },
    make: () =>
      byPrimary(NOW - YEAR / 2, (key) => [
        ...ending(YEAR)(key),
        certification(key, { at: NOW - DAY, more: [...SELF, part.keyExpiresAfter(4 * YEAR)] }),
      ]),
  },
  {
    group,
    name: 'key prolonged before it expired',
    right: ['ok'],
    make: () =>
      byPrimary(NOW - DAY, (key) => [
        ...ending(YEAR)(key),
        certification(key, { at: NOW - 1.5 * YEAR, more: [...SELF, part.keyExpiresAfter(4 * YEAR)] }),
      ]),
  },
  {
    group,
    name: 'key shortened by its newest self-signature',
    right: ['TC3113'],
    differs: { gpgv: 'looks at no end of a key', sq: 'takes the self-signature of the claimed time' },
    make: () =>
      byPrimary(NOW - 1.9 * YEAR, (key) => [
        ...ending(4 * YEAR)(key),
        certification(key, { at: NOW - 1.5 * YEAR, more: [...SELF, part.keyExpiresAfter(YEAR)] }),
      ]),
  },
  {
    group,
    name: 'self-signature younger than the signature (the older ones are cut off)',
    right: ['ok'],
    differs: { sq: 'wants a self-signature that is older than the signature' },
    make: () => byPrimary(NOW - YEAR, (key) => [user(key, { at: NOW - DAY, more: SELF })]),
  },
  {
    group,
    name: 'self-signature that has expired',
    right: ['TC3113'],
    differs: { gpgv: 'looks at no end of a key' },
    make: () => byPrimary(NOW - DAY, (key) => [user(key, { more: [...SELF, part.expiresAfter(YEAR)] })]),
  },
  {
    group,
    name: 'subkey expired, key not; signature later',
    right: ['TC3113'],
    differs: { gpgv: 'looks at no end of a key' },
    make: () => bySubkey(NOW - DAY, [{ also: [part.keyExpiresAfter(YEAR)] }]),
  },
  {
    group,
    name: 'subkey expired, signature that says it is older',
    right: ['TC3113'],
    differs: { gpgv: 'looks at no end of a key', sq: 'believes the time that the signature claims' },
    make: () => bySubkey(NOW - 1.5 * YEAR, [{ also: [part.keyExpiresAfter(YEAR)] }]),
  },
  {
    group,
    name: 'subkey expired when the signature was made, and prolonged since',
    right: ['TC3113'],
    differs: { gpgv: 'looks at no end of a key' },
    make: () => bySubkey(NOW - YEAR / 2, [{ also: [part.keyExpiresAfter(YEAR)] }, { at: NOW - DAY }]),
  },
  {
    group,
    name: 'binding that has expired',
    right: ['TC3113'],
    make: () => bySubkey(NOW - DAY, [{ also: [part.expiresAfter(YEAR)] }]),
  },
  {
    group,
    name: 'signature that has expired',
    right: ['TC3113'],
    make: () => {
      const primary = newKey()
      const signature = detached({ by: primary, at: NOW - YEAR, more: [part.expiresAfter(DAY)] })
      return { keys: [certificate(primary, user(primary))], signature }
    },
  },
  {
    group,
    name: 'signature that has not expired yet',
    right: ['ok'],
    make: () => {
      const primary = newKey()
      const signature = detached({ by: primary, more: [part.expiresAfter(YEAR)] })
      return { keys: [certificate(primary, user(primary))], signature }
    },
  },
  {
    group,
    name: 'signature expired, a later end in the unhashed part',
    right: ['TC3113'],
    make: () => {
      const primary = newKey()
      const unhashed = [part.issuer(primary), part.expiresAfter(5 * YEAR)]
      const signature = detached({ by: primary, at: NOW - YEAR, more: [part.expiresAfter(DAY)], unhashed })
      return { keys: [certificate(primary, user(primary))], signature }
    },
  },
  {
    group,
    name: 'signature made in the future',
    right: ['TC3119'],
    differs: { gpgv: 'warns of times in the future' },
    make: () => byPrimary(NOW + YEAR, (key) => [user(key)]),
  },
  {
    group,
    name: 'signature older than its key',
    right: ['TC3119'],
    make: () => byPrimary(NOW - 3 * YEAR, (key) => [user(key)]),
  },
  {
    group,
    name: 'signature older than its subkey',
    right: ['TC3119'],
    make: () => {
      const [primary, subkey] = [newKey(), newKey('ed25519', NOW - YEAR)]
      const key = certificate(primary, user(primary), subkeyPacket(subkey), binding(primary, subkey))
      return { keys: [key], signature: detached({ by: subkey, at: NOW - 1.5 * YEAR }) }
    },
  },
  {
    group,
    name: 'key made in the future',
    right: ['TC3119'],
    make: () => byPrimary(NOW - DAY, (key) => [user(key)], newKey('ed25519', NOW + YEAR)),
  },
  {
    group,
    name: 'self-signature made in the future',
    right: ['TC3119'],
    differs: { gpgv: 'warns of times in the future' },
    make: () => byPrimary(NOW - DAY, (key) => [user(key, { at: NOW + YEAR, more: SELF })]),
  },
]
